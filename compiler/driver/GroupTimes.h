// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The shortest time of each group of an instrumented network, over as many runs as are made.
#pragma once

#include "driver/LoadedNetwork.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <vector>

namespace evenstride::driver {

class GroupTimes {
public:
  explicit GroupTimes(size_t groups) : shortest(groups, std::numeric_limits<double>::max()) {}

  /// From now on the groups of `network` are timed; this object must outlive its runs.
  void observe(LoadedNetwork &network) { network.observe(done, this); }
  /// Ahead of every run.
  void start() { last = Clock::now(); }
  double milliseconds(size_t group) const { return shortest[group]; }

private:
  using Clock = std::chrono::steady_clock;

  static void done(void *data, int32_t group, const uint8_t *, float *const *) {
    auto *times = static_cast<GroupTimes *>(data);
    auto now = Clock::now();
    double &least = times->shortest[size_t(group)];
    least = std::min(least, std::chrono::duration<double, std::milli>(now - times->last).count());
    times->last = now;
  }

  std::vector<double> shortest;
  Clock::time_point last;
};

} // namespace evenstride::driver
