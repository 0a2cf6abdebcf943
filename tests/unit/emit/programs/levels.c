/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Runs the network `levels` once for each argument, a target, or "any" for the one that create chooses. Prints the
 * target that runs, the bytes of the arena and a hash of the result's bits; or the name of the error. */
#include "levels.h"

#include <stdio.h>
#include <string.h>

static float x[levels_input_x_size], y[levels_output_y_size];
static _Alignas(64) unsigned char arena[1 << 20];

static unsigned long long hashOfResult(void) {
  unsigned long long hash = 14695981039346656037u; /* FNV-1a */
  const unsigned char *bytes = (const unsigned char *)y;
  for (size_t i = 0; i < sizeof y; ++i)
    hash = (hash ^ bytes[i]) * 1099511628211u;
  return hash;
}

static evenstride_status runWith(const char *target) {
  /* As much memory as the library asks for, and no more. */
  const size_t bytes = target ? evenstride_arena_bytes(&levels_network, target) : levels_arena_bytes();
  const levels_options options = {arena, bytes, NULL, 0, NULL, target};
  levels_context *context = NULL;
  evenstride_status status = levels_create(&options, &context);
  if (status != EVENSTRIDE_OK)
    return status;
  memset(y, 0xff, sizeof y);
  status = levels_run(context, x, y);
  if (status == EVENSTRIDE_OK)
    printf("%s %zu %llx\n", levels_target(context), bytes, hashOfResult());
  levels_destroy(context);
  return status;
}

int main(int count, char **targets) {
  for (int i = 0; i < levels_input_x_size; ++i)
    x[i] = (float)(i * 7919 % 1009) / 512 - 1;
  for (int i = 1; i < count; ++i) {
    const evenstride_status status = runWith(strcmp(targets[i], "any") == 0 ? NULL : targets[i]);
    if (status != EVENSTRIDE_OK)
      printf("%s\n", evenstride_status_name(status));
  }
  return 0;
}
