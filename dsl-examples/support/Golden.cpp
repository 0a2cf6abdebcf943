// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The comparison with a golden file.
#include "support/Golden.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace examples {

bool agrees(std::span<const float> results, std::span<const float> golden) {
  if (results.empty() || golden.size() != 2 * results.size()) {
    std::printf("%zu results, but a golden file of %zu numbers\n", results.size(), golden.size());
    return false;
  }
  auto [least, most] = std::ranges::minmax(golden.first(results.size()));
  if (!(most > least)) {
    std::printf("the golden file is all alike and proves nothing\n");
    return false;
  }
  float largestError = 0, largestShare = 0;
  for (std::size_t i = 0; i < results.size(); ++i) {
    float error = std::abs(results[i] - golden[i]);
    float share = error / golden[results.size() + i];
    if (std::isnan(share)) {
      std::printf("result %zu is not a number\n", i);
      return false;
    }
    largestError = std::max(largestError, error);
    largestShare = std::max(largestShare, share);
  }
  std::printf("PyTorch: %zu results, off by at most %.1e, %.1f %% of the bound\n", results.size(),
              static_cast<double>(largestError), 100 * static_cast<double>(largestShare));
  return largestShare <= 1;
}

} // namespace examples
