// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sizes along an axis as exact affine functions of one symbol, the size of a network's input along that axis.
// Along a chain of exact layers every size is one; merges compare them.
#pragma once

#include "geometry/Window.h"

#include <compare>
#include <cstdint>
#include <optional>

namespace evenstride::geometry {

/// (scale * N + offset) / divisor for the symbol N, in lowest terms with divisor >= 1, so that equal functions have
/// equal members. Operations that leave 64 bits give nothing.
class Affine {
public:
  static Affine constant(int64_t value) { return Affine(0, value, 1); }
  static Affine symbol() { return Affine(1, 0, 1); }

  int64_t scale() const { return scaleOfSymbol; }
  int64_t offset() const { return constantPart; }
  int64_t divisor() const { return commonDivisor; }
  bool isConstant() const { return scaleOfSymbol == 0; }

  std::optional<Affine> plus(int64_t value) const;
  std::optional<Affine> plus(const Affine &other) const;
  std::optional<Affine> times(int64_t factor) const;
  /// For a divisor of at least 1.
  std::optional<Affine> over(int64_t divisor) const;

  /// Output size of a window that divides exactly, and of its transpose. Nothing also where `place` would say
  /// Parameter.
  std::optional<Affine> through(const Window &window) const;
  std::optional<Affine> throughTransposed(const Window &window, int64_t outputPad) const;

  /// The value at N, where it is an integer.
  std::optional<int64_t> at(int64_t n) const;

  auto operator<=>(const Affine &) const = default;

private:
  static std::optional<Affine> make(std::optional<int64_t> scale, std::optional<int64_t> offset,
                                    std::optional<int64_t> divisor);
  Affine(int64_t scale, int64_t offset, int64_t divisor);

  int64_t scaleOfSymbol, constantPart, commonDivisor;
};

} // namespace evenstride::geometry
