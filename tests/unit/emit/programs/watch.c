/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Watches the groups of the network `watched` and compares the result of number GROUP, where the report says it lies,
 * with first.bin. Prints the numbers of the groups in the order in which they ended. */
#include "watched.h"

#include <math.h>
#include <stdio.h>

enum { channels = 24, height = 7, width = 7 };
static float in[watched_input_x_size], out[watched_output_y_size], first[channels * height * width];
static int groups[8], count;
static double worst = -1;

static void watch(void *data, int32_t group, const uint8_t *arena, float *const *outputs) {
  if (data != groups || outputs[0] != out)
    return;
  groups[count++] = group;
  if (group != GROUP)
    return;
  const float *result = (const float *)(arena + OFFSET);
  for (int c = 0; c < channels; ++c)
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x) {
        const float value = result[(c / BLOCK * PLANE_PITCH + y * ROW_PITCH + x) * BLOCK + c % BLOCK];
        worst = fmax(worst, fabs(value - first[(c * height + y) * width + x]));
      }
}

static int readAll(const char *name, float *data, size_t floats) {
  FILE *file = fopen(name, "rb");
  const int good = file && fread(data, sizeof(float), floats, file) == floats;
  if (file)
    fclose(file);
  return good;
}

int main(void) {
  watched_context *context = NULL;
  if (!readAll("input0.bin", in, watched_input_x_size) || !readAll("first.bin", first, channels * height * width) ||
      watched_create(NULL, &context) != EVENSTRIDE_OK)
    return 1;
  evenstride_observe((evenstride_context *)context, watch, groups);
  if (watched_run(context, in, out) != EVENSTRIDE_OK || !(worst >= 0 && worst < 1e-4)) {
    printf("off by %g\n", worst);
    return 2;
  }
  for (int i = 0; i < count; ++i)
    printf("%d\n", groups[i]);
  watched_destroy(context);
  return 0;
}
