// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kernels/Tasks.h"

namespace evenstride::kernels {

// Threads get equal shares of the tasks, so the best count is one whose tasks are all of one size.
int64_t taskCount(int64_t tiles, const Work &work) {
  constexpr double serialNanoseconds = 20e3; // about what a fork and join may cost
  constexpr double flopsPerNanosecond = 60, bytesPerNanosecond = 20;
  constexpr int64_t most = 64, fewest = 8;
  if (work.flops / flopsPerNanosecond + work.bytes / bytesPerNanosecond < serialNanoseconds)
    return 1;
  if (tiles <= most)
    return tiles;
  int64_t best = most, leastRounded = tiles * most;
  for (int64_t tasks = most; tasks >= fewest; tasks -= 8) {
    int64_t rounded = (tiles + tasks - 1) / tasks * tasks;
    if (rounded < leastRounded) {
      best = tasks;
      leastRounded = rounded;
    }
  }
  return best;
}

Halide::Var intoTasks(Halide::Func func, Halide::Var tile, int64_t tiles, const Work &work) {
  const int64_t tasks = taskCount(tiles, work);
  if (tasks <= 1)
    return tile;
  Halide::Var task("task"), inTask("in_task");
  func.split(tile, task, inTask, static_cast<int32_t>((tiles + tasks - 1) / tasks), Halide::TailStrategy::GuardWithIf)
      .parallel(task);
  return inTask;
}

} // namespace evenstride::kernels
