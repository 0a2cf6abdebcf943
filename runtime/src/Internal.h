// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the runtime's files share. The runtime is C++ without exceptions, RTTI, static constructors or the C++ library:
// it links against libc and pthreads alone, has no mutable globals and never prints or aborts.
#pragma once

#include "evenstride/runtime.h"

#include <atomic>

#define EVENSTRIDE_HIDDEN __attribute__((visibility("hidden")))

struct evenstride_context {
  const evenstride_network *network;
  const evenstride_level *level; // of the network
  const uint8_t *weights;
  uint8_t *arena;
  void *allocation; // the arena where the context owns it, else null
  evenstride_pool *pool;
  evenstride_observer observer;
  void *observerData;
  const void **inputs; // of the image that runs
  float **outputs;
  /// Buffers that kernels may take while they run: `slots` of slotBytes each, marked in slotBusy.
  uint8_t *slotMemory;
  size_t slotBytes;
  std::atomic<uint8_t> *slotBusy;
  int32_t slots;
  uint8_t *sharedMemory; // marked in the last of slotBusy
  size_t sharedBytes;
  /// Set by the thread that runs the context while its tasks are on the pool: loops inside of tasks run serially.
  bool inParallel;
};

namespace evenstride::runtime {

constexpr size_t alignment = 64;

using Task = int (*)(void *userContext, int index, uint8_t *closure);

/// Calls task(userContext, i, closure) once for each i in [first, first + extent).
struct Loop {
  Task task;
  void *userContext;
  int first, extent;
  uint8_t *closure;
};

inline bool isAligned(const void *pointer, size_t to) { return reinterpret_cast<uintptr_t>(pointer) % to == 0; }
inline size_t roundUp(size_t bytes, size_t to) { return (bytes + to - 1) / to * to; }

} // namespace evenstride::runtime

// Shared between the files but not for others: C names, so that every symbol of the library has our prefix.
extern "C" {

/// Threads of the pool; 1 for null.
EVENSTRIDE_HIDDEN int evenstride_internal_pool_threads(const evenstride_pool *pool);

/// Runs the loop on the pool and the calling thread; gives the first code that is not 0 of any task, or 0. All tasks
/// have ended, and what they wrote is visible, when it returns. A null pool runs them in order.
EVENSTRIDE_HIDDEN int evenstride_internal_pool_run(evenstride_pool *pool, const evenstride::runtime::Loop *loop);

/// What this CPU and its operating system support: EVENSTRIDE_CPU_ bits.
EVENSTRIDE_HIDDEN uint32_t evenstride_internal_cpu_features();

/// 64-byte aligned memory, on huge pages where that is worth it, or null; freed by free().
EVENSTRIDE_HIDDEN void *evenstride_internal_allocate(size_t bytes);
}
