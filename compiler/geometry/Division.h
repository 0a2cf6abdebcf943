// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Integer division that rounds one way for negative numbers too. Divisors are at least 1.
#pragma once

#include <cstdint>

namespace evenstride::geometry {

constexpr int64_t floorDivide(int64_t value, int64_t divisor) {
  return value / divisor - (value % divisor < 0 ? 1 : 0);
}
constexpr int64_t ceilDivide(int64_t value, int64_t divisor) { return -floorDivide(-value, divisor); }
/// Between 0 and divisor - 1.
constexpr int64_t floorRemainder(int64_t value, int64_t divisor) {
  return value - floorDivide(value, divisor) * divisor;
}

} // namespace evenstride::geometry
