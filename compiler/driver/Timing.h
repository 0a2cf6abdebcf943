// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Repeated measurement and what is said about it.
#pragma once

#include <functional>
#include <vector>

namespace evenstride::driver {

/// Times of single runs, in milliseconds.
class Timing {
public:
  explicit Timing(std::vector<double> milliseconds);
  double min() const { return sorted.front(); }
  double median() const { return quantile(0.5); }
  double p99() const { return quantile(0.99); }
  size_t runs() const { return sorted.size(); }

private:
  /// The smallest time that is at least as long as this share of all.
  double quantile(double share) const;
  std::vector<double> sorted;
};

/// Warms up for a tenth of the time, then repeats `work` for `seconds`, three times at least.
Timing measure(const std::function<void()> &work, double seconds);

} // namespace evenstride::driver
