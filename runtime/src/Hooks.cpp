// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What kernels call: Halide's runtime functions, under our names (the compiler renames the references when it writes a
// library). The user context of every kernel is the evenstride_context that runs.
#include "Internal.h"

#include <stdlib.h>

using evenstride::runtime::Loop;
using evenstride::runtime::Task;

extern "C" {

EVENSTRIDE_HIDDEN int evenstride_halide_do_par_for(void *userContext, Task task, int first, int extent,
                                                   uint8_t *closure) {
  auto *context = static_cast<evenstride_context *>(userContext);
  const Loop loop = {task, userContext, first, extent, closure};
  // Written before the tasks start and after they end, so tasks on other threads read it without a race.
  if (context->inParallel || extent <= 1)
    return evenstride_internal_pool_run(nullptr, &loop);
  context->inParallel = true;
  const int result = evenstride_internal_pool_run(context->pool, &loop);
  context->inParallel = false;
  return result;
}

EVENSTRIDE_HIDDEN void *evenstride_halide_malloc(void *userContext, size_t bytes) {
  auto *context = static_cast<evenstride_context *>(userContext);
  auto take = [context](int32_t slot) {
    return !context->slotBusy[slot].load(std::memory_order_relaxed) &&
           !context->slotBusy[slot].exchange(1, std::memory_order_acquire);
  };
  if (bytes <= context->slotBytes)
    for (int32_t slot = 0; slot < context->slots; ++slot)
      if (take(slot))
        return context->slotMemory + static_cast<size_t>(slot) * context->slotBytes;
  if (bytes <= context->sharedBytes && take(context->slots))
    return context->sharedMemory;
  // Only a kernel that asks for more than the compiler counted comes here; kernels do not check for null.
  return evenstride_internal_allocate(bytes);
}

EVENSTRIDE_HIDDEN void evenstride_halide_free(void *userContext, void *memory) {
  auto *context = static_cast<evenstride_context *>(userContext);
  if (memory == context->sharedMemory && context->sharedBytes > 0) {
    context->slotBusy[context->slots].store(0, std::memory_order_release);
    return;
  }
  const auto offset = reinterpret_cast<uintptr_t>(memory) - reinterpret_cast<uintptr_t>(context->slotMemory);
  const size_t slot = context->slots ? offset / context->slotBytes : 0;
  if (slot < static_cast<size_t>(context->slots))
    context->slotBusy[slot].store(0, std::memory_order_release);
  else
    free(memory);
}

/// The code that a kernel returns says enough.
EVENSTRIDE_HIDDEN void evenstride_halide_error(void *, const char *) {}
}
