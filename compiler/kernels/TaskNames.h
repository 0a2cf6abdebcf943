// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Names of the bodies of tasks that depend on the kernel alone.
#pragma once

#include <Halide.h>

namespace evenstride::kernels {

/// Names the bodies of parallel loops "<symbol>_par_for_0", "…_1", … in their order. Halide derives their names from
/// counters of the process, so that an object would depend on what was compiled before it.
void nameTasks(Halide::Module &module, const std::string &symbol);

} // namespace evenstride::kernels
