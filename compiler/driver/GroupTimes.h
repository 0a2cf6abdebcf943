// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The shortest time of each group of an instrumented network, over as many runs as are made; that of a group that runs
// strip by strip is the sum over its strips.
#pragma once

#include "driver/LoadedNetwork.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <numeric>
#include <vector>

namespace evenstride::driver {

class GroupTimes {
public:
  explicit GroupTimes(size_t groups) : shortest(groups, std::numeric_limits<double>::max()), running(groups, 0) {}

  /// From now on the groups of `network` are timed; this object must outlive its runs.
  void observe(LoadedNetwork &network) { network.observe(done, this); }
  /// Ahead of every run.
  void start() {
    last = Clock::now();
    std::ranges::fill(running, 0);
  }
  /// Behind every run.
  void stop() {
    for (size_t group = 0; group < running.size(); ++group)
      shortest[group] = std::min(shortest[group], running[group]);
    shortestRun = std::min(shortestRun, std::accumulate(running.begin(), running.end(), 0.0));
  }
  double milliseconds(size_t group) const { return shortest[group]; }
  /// Of all groups of one run.
  double runMilliseconds() const { return shortestRun; }

private:
  using Clock = std::chrono::steady_clock;

  static void done(void *data, int32_t group, const uint8_t *, float *const *) {
    auto *times = static_cast<GroupTimes *>(data);
    auto now = Clock::now();
    times->running[size_t(group)] += std::chrono::duration<double, std::milli>(now - times->last).count();
    times->last = now;
  }

  std::vector<double> shortest, running;
  double shortestRun = std::numeric_limits<double>::max();
  Clock::time_point last;
};

} // namespace evenstride::driver
