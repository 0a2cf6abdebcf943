// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Functions of one fp32 expression, scalar or vector, that keep NaN although Halide compiles floating point with flags
// that let LLVM assume there is none: whatever decides about NaN is integer arithmetic on the bits.
#pragma once

#include <Halide.h>

#include <array>

namespace evenstride::kernels {

Halide::Expr isNan(Halide::Expr x);
/// `value`, a function of x, or x where that is NaN.
Halide::Expr keepNan(const Halide::Expr &x, const Halide::Expr &value);
/// |x|, and that with a minus sign.
Halide::Expr magnitude(const Halide::Expr &x);
Halide::Expr minusMagnitude(const Halide::Expr &x);

/// e^x to about 1e-7 of its value; 0 where that is below the normal range, finite above the largest float.
Halide::Expr exponential(const Halide::Expr &x);

/// e^x as power * (1 + fraction), for -88 <= x <= 88.37, not NaN. `power` is 0 where the result is below the normal
/// range.
struct ScaledExponential {
  Halide::Expr power, fraction;
  Halide::Expr value() const { return power * (1.0f + fraction); }
};
ScaledExponential scaledExponential(const Halide::Expr &x);
/// Where the arguments of scaledExponential end: all below them give 0.
inline constexpr float lowestExponent = -88.0f, highestExponent = 88.37f;

/// The natural logarithm of a normal number above 0, within 2^-23 of the larger of it and 2^-1.
Halide::Expr logarithm(const Halide::Expr &x);
/// x^-exponent for a normal number x above 0; NaN for NaN. Within four units in the last place for exponents of 1/2,
/// 3/4 and 1, else one more for each unit of exponent * ln x.
Halide::Expr inversePower(const Halide::Expr &x, double exponent);

/// Horner's scheme; the lowest power first.
template <size_t n> Halide::Expr polynomial(const Halide::Expr &x, const std::array<float, n> &coefficients) {
  Halide::Expr sum = coefficients[n - 1];
  for (size_t i = n - 1; i-- > 0;)
    sum = sum * x + coefficients[i];
  return sum;
}

/// The bits without the sign: above `infinityBits` exactly for NaN, so their maximum finds a NaN among many values.
Halide::Expr magnitudeBits(const Halide::Expr &x);
inline constexpr int32_t infinityBits = 0x7f800000;
/// `value`, or NaN where `bits`, a maximum of magnitudeBits, says that one was met.
Halide::Expr withNan(Halide::Expr value, Halide::Expr bits);

} // namespace evenstride::kernels
