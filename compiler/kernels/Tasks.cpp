// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kernels/Tasks.h"

#include <utility>

namespace evenstride::kernels {

// Threads get equal shares of the tasks: many tasks, but all of nearly one size.
int64_t taskCount(int64_t tiles, const Work &work) {
  constexpr double serialNanoseconds = 20e3; // about what a fork and join may cost
  constexpr double flopsPerNanosecond = 60, bytesPerNanosecond = 20;
  constexpr int64_t most = 64, fewest = 8;
  if (work.flops / flopsPerNanosecond + work.bytes / bytesPerNanosecond < serialNanoseconds)
    return 1;
  if (tiles <= most)
    return tiles;
  auto roundedUp = [&](int64_t tasks) { return (tiles + tasks - 1) / tasks * tasks; };
  int64_t best = most;
  for (int64_t tasks = most; tasks >= fewest; tasks -= fewest) {
    if (roundedUp(tasks) * 100 <= tiles * 101)
      return tasks;
    if (roundedUp(tasks) < roundedUp(best))
      best = tasks;
  }
  return best;
}

namespace {

// `Loop` is a Halide::Var of a Func, or a Halide::RVar of a Stage.
template <typename Loop, typename Scheduled>
Loop cutIntoTasks(Scheduled scheduled, const Loop &tile, int64_t tiles, const Work &work) {
  const int64_t tasks = taskCount(tiles, work);
  if (tasks <= 1)
    return tile;
  Loop task("task"), inTask("in_task");
  scheduled
      .split(tile, task, inTask, static_cast<int32_t>((tiles + tasks - 1) / tasks), Halide::TailStrategy::GuardWithIf)
      .parallel(task);
  return inTask;
}

} // namespace

Halide::Var intoTasks(Halide::Func func, Halide::Var tile, int64_t tiles, const Work &work) {
  return cutIntoTasks(std::move(func), tile, tiles, work);
}

Halide::RVar intoTasks(Halide::Stage stage, Halide::RVar tile, int64_t tiles, const Work &work) {
  return cutIntoTasks(std::move(stage), tile, tiles, work);
}

} // namespace evenstride::kernels
