// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Gates are computed from e^-|x|, which is at most 1: nothing overflows, and small results keep their relative
// accuracy. Comparisons are free to be wrong for NaN, since keepNan has the last word.
#include "kernels/Activations.h"

#include "kernels/Numerics.h"

#include <bit>

namespace evenstride::kernels {

using Halide::Expr;
using Halide::reinterpret;
using Halide::select;

namespace {

Expr bits(const Expr &x) { return reinterpret<int32_t>(x); }

// e^x for x <= 0.
Expr decay(const Expr &x) { return scaledExponential(max(x, lowestExponent)).value(); }

// 1 / (1 + e^-x)
Expr logistic(const Expr &x) {
  Expr e = decay(minusMagnitude(x));
  return select(x < 0.0f, e, 1.0f) / (1.0f + e);
}

// x times a gate that is 0 from lowestExponent down: there any x does, and minus infinity does not.
Expr gated(const Expr &x, const Expr &gate) { return keepNan(x, max(x, lowestExponent) * gate); }

// The normal distribution function at -s, for s >= 0: e^(-s^2 / 2) R(s), of which R falls from 1/2 to
// 1 / (s sqrt(2 pi)).
Expr normalTail(const Expr &s) {
  constexpr float last = 14.5f; // e^(-s^2 / 2) is below the normal range
  // R = P / Q, both fitted on [0, last] for the least largest relative error (4e-8)
  constexpr std::array p = {0.5f, 0.438296659f, 0.183235933f, 0.0406333545f, 0.00411628736f};
  constexpr std::array q = {1.0f, 1.6744783f, 1.20250747f, 0.469472603f, 0.10185916f, 0.0103178826f};
  Expr t = min(s, last);
  return decay(-0.5f * t * t) * polynomial(t, p) / polynomial(t, q);
}

} // namespace

// As signed integers, the bits of -0 to -infinity are the range up to minus infinity's; NaN with the sign bit set lies
// above it and all other numbers are not negative.
Expr relu(const Expr &x) {
  constexpr auto minusInfinityBits = std::bit_cast<int32_t>(0xff800000u);
  return select(bits(x) > minusInfinityBits, x, 0.0f);
}

Expr relu6(const Expr &x) {
  const auto six = std::bit_cast<int32_t>(6.0f);
  return select(bits(x) > six && bits(x) <= infinityBits, 6.0f, relu(x));
}

Expr leakyRelu(const Expr &x, double slope) {
  if (slope == 0)
    return relu(x);
  return select(x < 0.0f, x * static_cast<float>(slope), x);
}

Expr prelu(const Expr &x, const Expr &slope) { return select(x < 0.0f, x * slope, x); }

// e^x - 1 = power * fraction + (power - 1), where the power is 1 around 0 and nothing cancels.
Expr elu(const Expr &x, double alpha) {
  ScaledExponential e = scaledExponential(clamp(x, lowestExponent, 0.0f));
  Expr below = e.power * e.fraction + Halide::strict_float(e.power - 1.0f);
  return keepNan(x, select(x > 0.0f, x, below * static_cast<float>(alpha)));
}

Expr hardSigmoid(const Expr &x, double alpha, double beta) {
  return keepNan(x, clamp(x * static_cast<float>(alpha) + static_cast<float>(beta), 0.0f, 1.0f));
}

Expr clip(const Expr &x, double low, double high) {
  return keepNan(x, clamp(x, static_cast<float>(low), static_cast<float>(high)));
}

Expr hyperbolicTangent(const Expr &x) {
  constexpr float small = 0.625f, saturated = 10.0f; // tanh(10) is 1 in fp32
  // tanh x = x + x^3 p(x^2), p fitted on [0, small] (4e-9)
  constexpr std::array p = {-0.333332819f, 0.133314422f, -0.053739715f, 0.020639087f, -0.00570498677f};
  Expr square = x * x;
  Expr near = x + x * square * polynomial(square, p);
  Expr far = 1.0f - 2.0f / (scaledExponential(2.0f * min(magnitude(x), saturated)).value() + 1.0f);
  Expr sign = bits(x) & std::bit_cast<int32_t>(0x80000000u);
  Expr signedFar = reinterpret<float>(bits(far) | sign);
  return keepNan(x, select(magnitude(x) < small, near, signedFar));
}

Expr sigmoid(const Expr &x) { return keepNan(x, logistic(x)); }

// The distance from -3 is exact near -3, where results are small; strict, so that 6 is not multiplied by a large x.
Expr hardSwish(const Expr &x) {
  constexpr float sixth = 1.0f / 6;
  Expr gate = Halide::strict_float(clamp(x + 3.0f, 0.0f, 6.0f) * sixth);
  return keepNan(x, max(x, -3.0f) * gate);
}

Expr silu(const Expr &x) { return gated(x, logistic(x)); }

// tanh(log(1 + e)) = e (e + 2) / (e (e + 2) + 2), e = e^x; from `saturated` on it is 1 in fp32. LLVM may multiply by x
// before it divides, which must not overflow.
Expr mish(const Expr &x) {
  constexpr float saturated = 20.0f;
  Expr t = clamp(x, lowestExponent, saturated);
  Expr e = scaledExponential(t).value();
  Expr n = e * (e + 2.0f);
  return keepNan(x, select(x > saturated, x, t * (n / (n + 2.0f))));
}

Expr gelu(const Expr &x) {
  Expr tail = normalTail(magnitude(x));
  return gated(x, select(x < 0.0f, tail, 1.0f - tail));
}

// (1 + tanh y) / 2 is the logistic function of 2 y.
Expr geluTanh(const Expr &x) {
  constexpr float last = 10.1f;                                // the gate is 0 or 1 from here on
  constexpr float linear = 1.59576912f, cubic = 0.0713548163f; // 2 sqrt(2 / pi), and that times 0.044715
  Expr t = clamp(x, -last, last);
  return gated(x, logistic(t * (t * t * cubic + linear)));
}

} // namespace evenstride::kernels
