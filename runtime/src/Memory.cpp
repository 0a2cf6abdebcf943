// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The only place where the runtime gets memory.
#include "Internal.h"

#include <stdlib.h>
#include <sys/mman.h>

using namespace evenstride::runtime;

// A context's arena is walked again and again: fewer, larger pages save misses of the address translation.
void *evenstride_internal_allocate(size_t bytes) {
  constexpr size_t hugePage = size_t(2) << 20;
  if (bytes < 2 * hugePage)
    return aligned_alloc(alignment, roundUp(bytes ? bytes : 1, alignment));
  const size_t rounded = roundUp(bytes, hugePage);
  if (rounded < bytes)
    return nullptr;
  void *memory = aligned_alloc(hugePage, rounded);
#if defined(MADV_HUGEPAGE)
  if (memory)
    madvise(memory, rounded, MADV_HUGEPAGE); // only advice
#endif
  return memory;
}
