// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kernels/Numerics.h"

#include <bit>

namespace evenstride::kernels {

using Halide::cast;
using Halide::Expr;
using Halide::reinterpret;
using Halide::select;

Expr magnitudeBits(const Expr &x) { return reinterpret<int32_t>(x) & 0x7fffffff; }

Expr isNan(Expr x) { return magnitudeBits(x) > infinityBits; }

Expr keepNan(const Expr &x, const Expr &value) { return select(isNan(x), x, value); }

Expr magnitude(const Expr &x) { return reinterpret<float>(magnitudeBits(x)); }

Expr minusMagnitude(const Expr &x) {
  return reinterpret<float>(reinterpret<int32_t>(x) | std::bit_cast<int32_t>(0x80000000u));
}

Expr withNan(Expr value, Expr bits) {
  constexpr int32_t quietNan = 0x7fc00000;
  return reinterpret<float>(select(bits > infinityBits, quietNan, reinterpret<int32_t>(value)));
}

// e^x = 2^n e^r with |r| <= ln 2 / 2. Subtracting n ln 2 in two parts, of which the first is exact, must stay two
// subtractions: strict_float keeps LLVM from merging them. For n = -127 the bits of the power are those of 0.
ScaledExponential scaledExponential(const Expr &x) {
  constexpr float log2e = 1.44269504f, ln2High = 0.693359375f, ln2Low = -2.12194440e-4f;
  // e^r = 1 + r + r^2 p(r), p fitted for the least largest relative error on the interval (3e-9)
  constexpr std::array p = {0.499999934f, 0.166665201f, 0.0416683942f, 0.00836878042f, 0.00138144668f};
  Expr n = round(x * log2e);
  Expr r = Halide::strict_float((x - n * ln2High) - n * ln2Low);
  return {reinterpret<float>((cast<int32_t>(n) + 127) << 23), polynomial(r, p) * r * r + r};
}

// x = 2^n (1 + f), 1 + f between the roots of 1/2 and 2.
Expr logarithm(const Expr &x) {
  constexpr float ln2High = 0.693359375f, ln2Low = -2.12194440e-4f;
  // ln(1 + f) = f - f^2 / 2 + f^3 p(f), p fitted for the least largest relative error on the interval (6e-9)
  constexpr std::array p = {0.3333333f,  -0.2500082f,  0.20001227f, -0.16623357f,
                            0.14201759f, -0.13160186f, 0.1276157f,  -0.07634482f};
  Expr bits = reinterpret<int32_t>(x);
  Expr exponent = (bits - std::bit_cast<int32_t>(0.70710678f)) >> 23;
  Expr n = cast<float>(exponent), f = reinterpret<float>(bits - (exponent << 23)) - 1.0f;
  Expr rest = n * ln2Low + f * f * (f * polynomial(f, p) - 0.5f);
  return Halide::strict_float(n * ln2High + (f + rest));
}

// Roots are exact but for one rounding; most networks ask for those.
Expr inversePower(const Expr &x, double exponent) {
  Expr root = sqrt(x);
  if (exponent == 0.5)
    return 1.0f / root;
  if (exponent == 0.75)
    return 1.0f / (root * sqrt(root));
  if (exponent == 1)
    return 1.0f / x;
  Expr argument = clamp(logarithm(x) * static_cast<float>(-exponent), lowestExponent, highestExponent);
  return keepNan(x, scaledExponential(argument).value());
}

Expr exponential(const Expr &x) {
  return keepNan(x, scaledExponential(clamp(x, lowestExponent, highestExponent)).value());
}

} // namespace evenstride::kernels
