// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Wall-clock times of repeated work.
#include "driver/Timing.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace evenstride::driver {

using Clock = std::chrono::steady_clock;

Timing::Timing(std::vector<double> milliseconds) : sorted(std::move(milliseconds)) {
  std::sort(sorted.begin(), sorted.end());
}

double Timing::quantile(double share) const {
  auto rank = size_t(std::ceil(share * double(sorted.size())));
  return sorted[std::clamp<size_t>(rank, 1, sorted.size()) - 1];
}

static double secondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

Timing measure(const std::function<void()> &work, double seconds) {
  constexpr size_t fewest = 3;
  auto begin = Clock::now();
  do
    work();
  while (secondsSince(begin) < seconds / 10);
  std::vector<double> times;
  begin = Clock::now();
  while (times.size() < fewest || secondsSince(begin) < seconds) {
    auto start = Clock::now();
    work();
    times.push_back(secondsSince(start) * 1e3);
  }
  return Timing(std::move(times));
}

} // namespace evenstride::driver
