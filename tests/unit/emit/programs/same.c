/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Runs two networks of one input and one output (-DFIRST=… -DSECOND=…) on the same numbers, with a pool and without:
 * prints "same" where they agree bit by bit. */
#include <evenstride/runtime.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define JOIN2(a, b) a##b
#define JOIN(a, b) JOIN2(a, b)
extern const evenstride_network JOIN(FIRST, _network), JOIN(SECOND, _network);

static int run(const evenstride_network *network, evenstride_pool *pool, const float *in, float *out) {
  const evenstride_options options = {.pool = pool};
  evenstride_context *context = NULL;
  if (evenstride_create(network, &options, &context) != EVENSTRIDE_OK)
    return 0;
  const void *const ins[] = {in};
  float *const outs[] = {out};
  int fine = 1;
  for (int again = 0; again < 2; ++again) /* the second time over what the first one has left in the arena */
    fine &= evenstride_run(context, 1, ins, NULL, outs, NULL) == EVENSTRIDE_OK;
  evenstride_destroy(context);
  return fine;
}

int main(void) {
  const evenstride_network *first = &JOIN(FIRST, _network), *second = &JOIN(SECOND, _network);
  const size_t inputs = first->input_elements[0], outputs = first->output_floats[0];
  float *in = malloc(inputs * sizeof *in), *a = malloc(outputs * sizeof *a), *b = malloc(outputs * sizeof *b);
  for (size_t i = 0; i < inputs; ++i)
    in[i] = (float)rand() / (float)RAND_MAX - 0.5f;
  evenstride_pool *pool = NULL;
  if (!in || !a || !b || evenstride_pool_create(3, &pool) != EVENSTRIDE_OK || second->output_floats[0] != outputs)
    return 1;
  if (!run(first, NULL, in, a) || !run(second, pool, in, b))
    return 2;
  size_t differ = 0;
  for (size_t i = 0; i < outputs; ++i)
    differ += memcmp(&a[i], &b[i], sizeof a[i]) != 0;
  if (differ > 0)
    printf("%zu of %zu differ\n", differ, outputs);
  else
    puts("same");
  return 0;
}
