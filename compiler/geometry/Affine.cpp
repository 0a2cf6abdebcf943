// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Arithmetic on affine sizes, every step checked.
#include "geometry/Affine.h"

#include "geometry/Checked.h"

#include <cassert>
#include <numeric>

namespace evenstride::geometry {

Affine::Affine(int64_t scale, int64_t offset, int64_t divisor)
    : scaleOfSymbol(scale), constantPart(offset), commonDivisor(divisor) {
  assert(divisor >= 1 && "a divisor is positive");
  int64_t common = std::gcd(std::gcd(scale, offset), divisor);
  scaleOfSymbol /= common;
  constantPart /= common;
  commonDivisor /= common;
}

std::optional<Affine> Affine::make(Checked scale, Checked offset, Checked divisor) {
  if (!scale || !offset || !divisor || *scale == INT64_MIN || *offset == INT64_MIN) // the smallest has no magnitude
    return std::nullopt;
  return Affine(*scale, *offset, *divisor);
}

std::optional<Affine> Affine::plus(int64_t value) const {
  return make(scaleOfSymbol, checkedAdd(constantPart, checkedMultiply(value, commonDivisor)), commonDivisor);
}

std::optional<Affine> Affine::plus(const Affine &other) const {
  int64_t common = std::gcd(commonDivisor, other.commonDivisor);
  int64_t mine = other.commonDivisor / common, others = commonDivisor / common;
  Checked scale = checkedAdd(checkedMultiply(scaleOfSymbol, mine), checkedMultiply(other.scaleOfSymbol, others));
  Checked offset = checkedAdd(checkedMultiply(constantPart, mine), checkedMultiply(other.constantPart, others));
  return make(scale, offset, checkedMultiply(commonDivisor, mine));
}

std::optional<Affine> Affine::times(int64_t factor) const {
  return make(checkedMultiply(scaleOfSymbol, factor), checkedMultiply(constantPart, factor), commonDivisor);
}

std::optional<Affine> Affine::over(int64_t divisor) const {
  assert(divisor >= 1 && "a divisor is positive");
  return make(scaleOfSymbol, constantPart, checkedMultiply(commonDivisor, divisor));
}

static bool makesSense(const Window &w) {
  return w.kernel >= 1 && w.stride >= 1 && w.dilation >= 1 && w.before >= 0 && w.after >= 0;
}

/// Ke - before - after: what a window takes from an input, or its transpose adds to one.
static Checked reach(const Window &w) {
  Checked effective = checkedAdd(checkedMultiply(w.kernel - 1, w.dilation), 1);
  return checkedSubtract(checkedSubtract(effective, w.before), w.after);
}

std::optional<Affine> Affine::through(const Window &window) const {
  if (!makesSense(window))
    return std::nullopt;
  Checked shrink = checkedSubtract(0, reach(window));
  std::optional<Affine> span = shrink ? plus(*shrink) : std::nullopt;
  std::optional<Affine> steps = span ? span->over(window.stride) : std::nullopt;
  return steps ? steps->plus(1) : std::nullopt;
}

std::optional<Affine> Affine::throughTransposed(const Window &window, int64_t outputPad) const {
  if (!makesSense(window) || outputPad < 0)
    return std::nullopt;
  Checked grow = checkedAdd(reach(window), outputPad);
  std::optional<Affine> steps = plus(-1);
  std::optional<Affine> spread = steps ? steps->times(window.stride) : std::nullopt;
  return spread && grow ? spread->plus(*grow) : std::nullopt;
}

std::optional<int64_t> Affine::at(int64_t n) const {
  Checked numerator = checkedAdd(checkedMultiply(scaleOfSymbol, n), constantPart);
  if (!numerator || *numerator % commonDivisor != 0)
    return std::nullopt;
  return *numerator / commonDivisor;
}

} // namespace evenstride::geometry
