// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One shared counter is enough: a piece of work takes milliseconds to seconds.
#include "emit/Parallel.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace evenstride::emit {

void parallelFor(int jobs, size_t count, const std::function<void(size_t)> &work) {
  std::atomic<size_t> next = 0;
  auto takeAll = [&] {
    for (size_t i = next++; i < count; i = next++)
      work(i);
  };
  std::vector<std::jthread> helpers;
  const size_t wanted = std::min(count, size_t(std::max(jobs, 1)));
  for (size_t i = 1; i < wanted; ++i)
    helpers.emplace_back(takeAll);
  takeAll();
}

} // namespace evenstride::emit
