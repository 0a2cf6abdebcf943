/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The C interface that all generated libraries share: error codes, thread pool, mapped weights, contexts. */
#ifndef EVENSTRIDE_RUNTIME_H
#define EVENSTRIDE_RUNTIME_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum evenstride_status {
  EVENSTRIDE_OK = 0,
  EVENSTRIDE_ERROR_NULL = 1,       /* a required pointer is null */
  EVENSTRIDE_ERROR_ALIGNMENT = 2,  /* arena or weights not on 64 bytes, a tensor not on its elements */
  EVENSTRIDE_ERROR_ARENA_SIZE = 3, /* the arena is smaller than <net>_arena_bytes() */
  EVENSTRIDE_ERROR_MEMORY = 4,     /* the system gave no memory */
  EVENSTRIDE_ERROR_WEIGHTS = 5,    /* no weights, or the weights of another network or version */
  EVENSTRIDE_ERROR_FILE = 6,       /* a file could not be opened or mapped */
  EVENSTRIDE_ERROR_THREADS = 7,    /* a thread could not be started */
  EVENSTRIDE_ERROR_CPU = 8,        /* this CPU lacks instructions of the target, or of all that the library holds */
  EVENSTRIDE_ERROR_COUNT = 9,      /* a batch count, a stride or a number of threads out of range */
  EVENSTRIDE_ERROR_INTERNAL = 10,  /* a kernel failed; a bug in the compiler */
  EVENSTRIDE_ERROR_OVERLAP = 11,   /* an output shares memory with an input or with another output */
  EVENSTRIDE_ERROR_TARGET = 12     /* the library was not built for the target that the options name */
} evenstride_status;

/* "EVENSTRIDE_ERROR_NULL", …; never null. */
const char *evenstride_status_name(evenstride_status status);
/* What it means, in a few English words for a log: "a required pointer is null"; never null. */
const char *evenstride_status_text(evenstride_status status);

/* A pool of threads that the caller owns and may share between contexts. `threads` counts the calling thread, so a pool
 * of 1 starts none; 1 to 1024. Contexts that share a pool and run at the same time take turns on it. Destroy the pool
 * after the contexts that use it. */
typedef struct evenstride_pool evenstride_pool;
evenstride_status evenstride_pool_create(int threads, evenstride_pool **pool);
void evenstride_pool_destroy(evenstride_pool *pool);

/* Weights of a library whose weights are in a file: mapped read-only, shared between processes. `data` and `size` go
 * into evenstride_options; the mapping must outlive the contexts that use it. */
typedef struct evenstride_weights {
  const void *data;
  size_t size;
} evenstride_weights;
evenstride_status evenstride_map_weights(const char *path, evenstride_weights *weights);
void evenstride_unmap_weights(evenstride_weights *weights);

/* ---- what generated code and the runtime agree on; not for users ---- */

typedef struct evenstride_context evenstride_context;

/* The first 64 bytes of a weights file; the packed weights follow. Little-endian. */
typedef struct evenstride_weights_header {
  char magic[8];     /* EVENSTRIDE_WEIGHTS_MAGIC without its terminating zero */
  uint32_t version;  /* EVENSTRIDE_ABI */
  uint32_t reserved; /* 0 */
  uint64_t id;       /* a hash of the packed weights: evenstride_network::weights_id */
  uint64_t bytes;    /* of the packed weights */
  uint8_t padding[32];
} evenstride_weights_header;
#define EVENSTRIDE_WEIGHTS_MAGIC "STRIDEWT"

/* The code of a network for one target, and what it needs. */
typedef struct evenstride_level {
  const char *target;    /* "x86-64-avx2" */
  uint32_t cpu_features; /* bits that the running CPU must have, EVENSTRIDE_CPU_* */
  int32_t scratch_slots; /* how many scratch buffers one thread holds at once, at most */
  size_t arena_bytes;    /* activations, 64-byte aligned */
  size_t scratch_bytes;  /* the largest scratch buffer that a kernel asks for while it runs */
  size_t shared_bytes;   /* besides, of one that the threads of a run share */
  int32_t (*run)(evenstride_context *context, uint8_t *arena, const uint8_t *weights, const void *const *inputs,
                 float *const *outputs);
} evenstride_level;

/* One network, immutable, in a read-only section. */
typedef struct evenstride_network {
  uint32_t abi; /* EVENSTRIDE_ABI */
  int32_t level_count;
  const char *name;
  const evenstride_level *levels; /* one at least, the most demanding first; all read the same packed weights */
  size_t weights_bytes;
  const void *weights; /* in the library, or null: the caller maps a weights file */
  uint64_t weights_id; /* must equal evenstride_weights_header::id */
  int32_t inputs;
  int32_t outputs;
  const size_t *input_elements; /* of one image */
  const uint8_t *input_bytes;   /* of one element: 4 (float) or 1 (uint8_t) */
  const size_t *output_floats;
} evenstride_network;

#define EVENSTRIDE_ABI 3u
#define EVENSTRIDE_CPU_SSE41 1u
#define EVENSTRIDE_CPU_AVX2_FMA 2u /* with F16C and the operating system's support */
#define EVENSTRIDE_CPU_AVX512 4u   /* F, CD, BW, DQ, VL */

typedef struct evenstride_options {
  void *arena;           /* on 64 bytes; null: allocated by create, freed by destroy */
  size_t arena_size;     /* in bytes */
  const void *weights;   /* a whole weights file in memory; null where the library holds them */
  size_t weights_size;   /* in bytes */
  evenstride_pool *pool; /* null: the calling thread alone */
  const char *target; /* one that the library was built for, as in "x86-64-avx2"; null: the best that this CPU runs */
} evenstride_options;

/* Null options mean all zero. Allocates all that running will need. */
evenstride_status evenstride_create(const evenstride_network *network, const evenstride_options *options,
                                    evenstride_context **context);
void evenstride_destroy(evenstride_context *context);

/* Bytes of the arena that a context with this target in its options needs (null: of the best that this CPU runs); 0
 * where create would answer with EVENSTRIDE_ERROR_CPU or EVENSTRIDE_ERROR_TARGET. */
size_t evenstride_arena_bytes(const evenstride_network *network, const char *target);
/* The target whose code the context runs, as in "x86-64-avx2". */
const char *evenstride_target(const evenstride_context *context);

/* Runs `count` images, one after the other; image i of input t begins i * input_strides[t] elements behind inputs[t]
 * (floats, or bytes where the network takes bytes; null strides: images follow each other). Input strides may be
 * anything from 0; images of an output may not overlap. All arguments are checked before the first image runs. */
evenstride_status evenstride_run(evenstride_context *context, size_t count, const void *const *inputs,
                                 const size_t *input_strides, float *const *outputs, const size_t *output_strides);

/* Called after each group by networks that were built with instrumentation. */
typedef void (*evenstride_observer)(void *data, int32_t group, const uint8_t *arena, float *const *outputs);
void evenstride_observe(evenstride_context *context, evenstride_observer observer, void *data);

/* Called by generated code. */
void evenstride_group_done(evenstride_context *context, int32_t group, const uint8_t *arena, float *const *outputs);
/* Zeroes the halo of a buffer whose layout is the members of compiler/kernels/KernelSpec.h, Layout, in this order:
 * blocks, height, width, block, haloTop, haloLeft, haloBottom, haloRight, rowPitch, planePitch. */
void evenstride_zero_halo(uint8_t *buffer, const int64_t *layout);
/* Moves the rows of a buffer up. The numbers are: blocks of channels, bytes from one to the next, bytes by which the
 * rows move, bytes of the rows that are kept. */
void evenstride_slide_rows(evenstride_context *context, uint8_t *buffer, const int64_t *numbers);

#ifdef __cplusplus
}
#endif
#endif
