// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kernels/Numerics.h"

#include <array>
#include <bit>

namespace evenstride::kernels {

using Halide::cast;
using Halide::Expr;
using Halide::reinterpret;
using Halide::select;

namespace {

Expr bits(const Expr &x) { return reinterpret<int32_t>(x); }

// Horner's scheme; the lowest power first.
template <size_t n> Expr polynomial(const Expr &x, const std::array<float, n> &coefficients) {
  Expr sum = coefficients[n - 1];
  for (size_t i = n - 1; i-- > 0;)
    sum = sum * x + coefficients[i];
  return sum;
}

} // namespace

Expr magnitudeBits(Expr x) { return bits(x) & 0x7fffffff; }

Expr isNan(Expr x) { return magnitudeBits(x) > infinityBits; }

Expr withNan(Expr value, Expr bits) {
  constexpr int32_t quietNan = 0x7fc00000;
  return reinterpret<float>(select(bits > infinityBits, quietNan, reinterpret<int32_t>(value)));
}

// As signed integers, the bits of -0 to -infinity are the range up to minus infinity's; NaN with the sign bit set lies
// above it and all other numbers are not negative.
Expr relu(Expr x) {
  constexpr auto minusInfinityBits = std::bit_cast<int32_t>(0xff800000u);
  return select(bits(x) > minusInfinityBits, x, 0.0f);
}

Expr relu6(Expr x) {
  const auto six = std::bit_cast<int32_t>(6.0f);
  return select(bits(x) > six && bits(x) <= infinityBits, 6.0f, relu(x));
}

Expr leakyRelu(Expr x, double slope) {
  if (slope == 0)
    return relu(x);
  return select(x < 0.0f, x * static_cast<float>(slope), x);
}

// e^x = 2^n e^r with |r| <= ln 2 / 2. Subtracting n ln 2 in two parts, of which the first is exact, must stay two
// subtractions: strict_float keeps LLVM from merging them.
Expr exponential(Expr x) {
  constexpr float lowest = -87.33654f, highest = 88.37f; // below: not normal; above: 2^n would overflow
  constexpr float log2e = 1.44269504f, ln2High = 0.693359375f, ln2Low = -2.12194440e-4f;
  // e^r = 1 + r + r^2 p(r), p fitted for the least largest relative error on the interval (3e-9)
  constexpr std::array p = {0.499999934f, 0.166665201f, 0.0416683942f, 0.00836878042f, 0.00138144668f};
  Expr clamped = clamp(x, lowest, highest);
  Expr n = round(clamped * log2e);
  Expr r = Halide::strict_float((clamped - n * ln2High) - n * ln2Low);
  Expr fraction = (polynomial(r, p) * r * r + r) + 1.0f;
  Expr power = reinterpret<float>((cast<int32_t>(n) + 127) << 23);
  return select(isNan(x), x, select(x < lowest, 0.0f, fraction * power));
}

Expr hyperbolicTangent(Expr x) {
  constexpr float small = 0.625f, saturated = 10.0f; // tanh(10) is 1 in fp32
  // tanh x = x + x^3 p(x^2), p fitted on [0, small] (4e-9)
  constexpr std::array p = {-0.333332819f, 0.133314422f, -0.053739715f, 0.020639087f, -0.00570498677f};
  Expr magnitude = reinterpret<float>(magnitudeBits(x));
  Expr square = x * x;
  Expr near = x + x * square * polynomial(square, p);
  Expr far = 1.0f - 2.0f / (exponential(2.0f * min(magnitude, saturated)) + 1.0f);
  Expr sign = bits(x) & std::bit_cast<int32_t>(0x80000000u);
  Expr signedFar = reinterpret<float>(bits(far) | sign);
  return select(isNan(x), x, select(magnitude < small, near, signedFar));
}

// From e^-|x|, which is at most 1: no overflow, and small results keep their relative accuracy.
Expr sigmoid(Expr x) {
  Expr e = exponential(reinterpret<float>(bits(x) | std::bit_cast<int32_t>(0x80000000u)));
  return select(isNan(x), x, select(x < 0.0f, e, 1.0f) / (1.0f + e));
}

} // namespace evenstride::kernels
