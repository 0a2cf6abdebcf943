/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A network beside a pipeline that another Halide compiled, with Halide's own runtime and thread pool. */
#include "beside.h"

#include <HalideRuntime.h>

#include <stdio.h>

int squares(struct halide_buffer_t *out);

static float in[beside_input_x_size], out[beside_output_y_size];

int main(void) {
  beside_context *context = NULL;
  evenstride_pool *pool = NULL;
  if (evenstride_pool_create(2, &pool) != EVENSTRIDE_OK)
    return 1;
  const beside_options options = {NULL, 0, NULL, 0, pool};
  if (beside_create(&options, &context) != EVENSTRIDE_OK)
    return 2;
  int32_t values[4096];
  struct halide_dimension_t dimension = {0, 4096, 1, 0};
  struct halide_buffer_t buffer = {0};
  buffer.host = (uint8_t *)values;
  buffer.type.code = halide_type_int;
  buffer.type.bits = 32;
  buffer.type.lanes = 1;
  buffer.dimensions = 1;
  buffer.dim = &dimension;
  for (int i = 0; i < 10; ++i)
    if (beside_run(context, in, out) != EVENSTRIDE_OK || squares(&buffer) != 0)
      return 3;
  beside_destroy(context);
  evenstride_pool_destroy(pool);
  puts(values[60] == 3600 ? "both" : "wrong");
  return 0;
}
