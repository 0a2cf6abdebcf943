/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Runs a compiled network through its C header. */
#include "small.h"

#include <stdio.h>

int main(void) {
  static float image[16 * 16], result[4 * 6 * 6];
  small_context *context = NULL;
  evenstride_status status = small_create(NULL, &context);
  if (status != EVENSTRIDE_OK) {
    printf("create: %s\n", evenstride_status_name(status));
    return 1;
  }
  image[0] = 1;
  status = small_run(context, image, result);
  small_destroy(context);
  printf("run: %s\n", evenstride_status_name(status));
  return status == EVENSTRIDE_OK ? 0 : 1;
}
