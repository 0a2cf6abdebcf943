// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a kernel asks halide_malloc for, counted in its lowered form.
#pragma once

#include <Halide.h>

#include <cstdint>

namespace evenstride::kernels {

struct Scratch {
  int64_t bytes = 0;       // the largest request
  int depth = 0;           // requests that one thread holds at once, at most
  int64_t sharedBytes = 0; // of a request outside of all others, around tasks; not counted above
};

/// Counts when the pipeline is compiled; `scratch` must live until then.
void countScratch(Halide::Pipeline &pipeline, Scratch &scratch);

} // namespace evenstride::kernels
