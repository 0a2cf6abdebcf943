/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Runs one network (-DNETWORK=…) and holds it to its promises: right results, nothing touched but its buffers, nothing
 * allocated, the same bits for every number of threads, floating-point state left alone. Ends with 0, or says what
 * broke. -DTARGET='"…"' asks for one of several targets. Reads input0.bin, …, expected0.bin, …; linked with --wrap for
 * the functions that allocate. */
#define _GNU_SOURCE
#include <evenstride/runtime.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

/* How the CPU rounds and what it does about denormals, without the sticky flags of past exceptions. */
static unsigned long floatingPointState(void) {
#if defined(__x86_64__)
  return _mm_getcsr() & ~0x3fu;
#elif defined(__aarch64__)
  unsigned long control;
  __asm__ volatile("mrs %0, fpcr" : "=r"(control));
  return control;
#endif
}

#define JOIN2(a, b) a##b
#define JOIN(a, b) JOIN2(a, b)
#define network JOIN(NETWORK, _network)
extern const evenstride_network network;
#ifndef TARGET
#define TARGET NULL
#endif

#define REQUIRE(condition, ...)                                                                                        \
  do {                                                                                                                 \
    if (!(condition)) {                                                                                                \
      fprintf(stderr, "broken: " __VA_ARGS__);                                                                         \
      fprintf(stderr, "\n");                                                                                           \
      exit(1);                                                                                                         \
    }                                                                                                                  \
  } while (0)

/* Calls of malloc and its relatives. */
static int allocations;
void *__real_malloc(size_t);
void *__wrap_malloc(size_t n) { return ++allocations, __real_malloc(n); }
void *__real_calloc(size_t, size_t);
void *__wrap_calloc(size_t n, size_t m) { return ++allocations, __real_calloc(n, m); }
void *__real_realloc(void *, size_t);
void *__wrap_realloc(void *p, size_t n) { return ++allocations, __real_realloc(p, n); }
void *__real_aligned_alloc(size_t, size_t);
void *__wrap_aligned_alloc(size_t a, size_t n) { return ++allocations, __real_aligned_alloc(a, n); }
void *__real_mmap(void *, size_t, int, int, int, off_t);
void *__wrap_mmap(void *p, size_t n, int a, int b, int c, off_t d) {
  return ++allocations, __real_mmap(p, n, a, b, c, d);
}
void __real_free(void *);
void __wrap_free(void *p) {
  ++allocations;
  __real_free(p);
}

/* Where memory lies between two pages without access: its end touches one, its start does, or its end but for one
 * float, so that tensors of whole vectors are not aligned to them. */
typedef enum { atEnd, atStart, oneFloatBeforeEnd } placing;
typedef struct {
  unsigned char *pages, *data;
  size_t mapped, bytes;
} guarded;

static guarded guard(size_t bytes, size_t alignment, placing place) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE), inside = (bytes + alignment + page - 1) / page * page;
  guarded g = {NULL, NULL, inside + 2 * page, bytes};
  g.pages = mmap(NULL, g.mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  REQUIRE(g.pages != MAP_FAILED, "no memory for the test");
  mprotect(g.pages, page, PROT_NONE);
  mprotect(g.pages + page + inside, page, PROT_NONE);
  const size_t slack = place == oneFloatBeforeEnd ? alignment : 0;
  g.data = g.pages + page + (place == atStart ? 0 : (inside - bytes - slack) / alignment * alignment);
  return g;
}
static void protect(guarded *g, int protection) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  mprotect(g->pages + page, g->mapped - 2 * page, protection);
}

static void readFile(const char *kind, int index, void *data, size_t bytes) {
  char name[64];
  snprintf(name, sizeof name, "%s%d.bin", kind, index);
  FILE *file = fopen(name, "rb");
  REQUIRE(file && fread(data, 1, bytes, file) == bytes && fgetc(file) == EOF, "%s has the wrong size", name);
  fclose(file);
}

enum { most = 8 };
static guarded inputs[most], outputs[most], arena;
static const void *in[most];
static float *out[most], *expected[most], *first[most];

static void poison(void) {
  memset(arena.data, 0xff, arena.bytes); /* NaN, whichever float one reads */
  for (int i = 0; i < network.outputs; ++i)
    memset(outputs[i].data, 0xff, outputs[i].bytes);
}

static void prepare(placing place) {
  arena = guard(evenstride_arena_bytes(&network, TARGET), 64, place);
  for (int i = 0; i < network.inputs; ++i) {
    inputs[i] = guard(network.input_elements[i] * network.input_bytes[i], network.input_bytes[i], place);
    readFile("input", i, inputs[i].data, inputs[i].bytes);
    protect(&inputs[i], PROT_READ);
    in[i] = (const float *)inputs[i].data;
  }
  for (int i = 0; i < network.outputs; ++i) {
    outputs[i] = guard(network.output_floats[i] * sizeof(float), sizeof(float), place);
    out[i] = (float *)outputs[i].data;
    if (!expected[i]) {
      expected[i] = malloc(outputs[i].bytes);
      first[i] = malloc(outputs[i].bytes);
      readFile("expected", i, expected[i], outputs[i].bytes);
    }
  }
}

static void compareWithExpected(void) {
  for (int t = 0; t < network.outputs; ++t) {
    double largest = 0, worst = 0;
    for (size_t i = 0; i < network.output_floats[t]; ++i) {
      REQUIRE(!isnan(out[t][i]), "output %d has NaN at %zu", t, i);
      largest = fmax(largest, fabs(expected[t][i]));
      worst = fmax(worst, fabs((double)out[t][i] - expected[t][i]));
    }
    REQUIRE(largest > 1e-3, "output %d is too close to zero to tell anything", t);
    REQUIRE(worst <= 2e-5 * largest, "output %d is off by %g of %g", t, worst, largest);
    memcpy(first[t], out[t], outputs[t].bytes);
  }
}

static void compareWithFirst(const char *what, int number) {
  for (int t = 0; t < network.outputs; ++t)
    REQUIRE(memcmp(first[t], out[t], outputs[t].bytes) == 0, "other bits: %s %d", what, number);
}

static evenstride_context *create(evenstride_pool *pool) {
  evenstride_weights weights = {NULL, 0};
#ifdef WEIGHTS_FILE
  REQUIRE(evenstride_map_weights(WEIGHTS_FILE, &weights) == EVENSTRIDE_OK, "the weights file cannot be mapped");
#endif
  const evenstride_options options = {arena.data, arena.bytes, weights.data, weights.size, pool, TARGET};
  evenstride_context *context = NULL;
  const evenstride_status status = evenstride_create(&network, &options, &context);
  REQUIRE(status == EVENSTRIDE_OK, "create: %s", evenstride_status_name(status));
  return context;
}

static void run(evenstride_context *context) {
  poison();
  const unsigned long before = floatingPointState();
  allocations = 0;
  const evenstride_status status = evenstride_run(context, 1, in, NULL, out, NULL);
  REQUIRE(allocations == 0, "run allocated %d times", allocations);
  REQUIRE(floatingPointState() == before, "the floating-point state changed");
  REQUIRE(status == EVENSTRIDE_OK, "run: %s", evenstride_status_name(status));
}

int main(void) {
  REQUIRE(network.inputs <= most && network.outputs <= most, "too many tensors for the test");
  prepare(atEnd);
  evenstride_context *context = create(NULL);
  run(context);
  compareWithExpected();
  for (int i = 0; i < 20; ++i) {
    run(context);
    compareWithFirst("run", i);
  }
  evenstride_destroy(context);

  for (int threads = 1; threads <= 7; threads = threads == 3 ? 7 : threads + 1) {
    evenstride_pool *pool = NULL;
    REQUIRE(evenstride_pool_create(threads, &pool) == EVENSTRIDE_OK, "no pool of %d", threads);
    context = create(pool);
    for (int i = 0; i < 10; ++i) {
      run(context);
      compareWithFirst("threads", threads);
    }
    evenstride_destroy(context);
    evenstride_pool_destroy(pool);
  }

  for (placing place = atStart; place <= oneFloatBeforeEnd; ++place) {
    prepare(place);
    context = create(NULL);
    run(context);
    compareWithFirst("placing", place);
    evenstride_destroy(context);
  }
  puts("kept");
  return 0;
}
