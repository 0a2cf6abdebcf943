// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Integer arithmetic that says when it leaves 64 bits.
#pragma once

#include <cstdint>
#include <optional>

namespace evenstride::geometry {

using Checked = std::optional<int64_t>;

inline Checked checkedAdd(Checked a, Checked b) {
  int64_t result;
  return a && b && !__builtin_add_overflow(*a, *b, &result) ? Checked(result) : std::nullopt;
}
inline Checked checkedSubtract(Checked a, Checked b) {
  int64_t result;
  return a && b && !__builtin_sub_overflow(*a, *b, &result) ? Checked(result) : std::nullopt;
}
inline Checked checkedMultiply(Checked a, Checked b) {
  int64_t result;
  return a && b && !__builtin_mul_overflow(*a, *b, &result) ? Checked(result) : std::nullopt;
}

} // namespace evenstride::geometry
