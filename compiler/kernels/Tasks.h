// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How a kernel's tiles become tasks of the thread pool.
#pragma once

#include <Halide.h>

#include <cstdint>

namespace evenstride::kernels {

/// Work of a kernel, for the question whether it is worth waking other threads.
struct Work {
  double flops = 0, bytes = 0;
};

/// How many tasks for so many tiles: 1 where waking threads costs more than it brings.
int64_t taskCount(int64_t tiles, const Work &work);

/// Makes the loop `tile` of `func`, of known extent, the body of tasks; gives the loop over the tiles of one task.
Halide::Var intoTasks(Halide::Func func, Halide::Var tile, int64_t tiles, const Work &work);
/// The same for a loop of an update, which may run in parallel.
Halide::RVar intoTasks(Halide::Stage stage, Halide::RVar tile, int64_t tiles, const Work &work);

} // namespace evenstride::kernels
