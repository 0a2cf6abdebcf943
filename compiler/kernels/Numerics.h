// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Functions of one fp32 expression, scalar or vector, that keep NaN although Halide compiles floating point with flags
// that let LLVM assume there is none: whatever decides about NaN is integer arithmetic on the bits.
#pragma once

#include <Halide.h>

namespace evenstride::kernels {

Halide::Expr isNan(Halide::Expr x);
/// max(x, 0); NaN stays.
Halide::Expr relu(Halide::Expr x);
/// min(max(x, 0), 6); NaN stays.
Halide::Expr relu6(Halide::Expr x);
Halide::Expr leakyRelu(Halide::Expr x, double slope);
/// e^x to about 1e-7 of its value; 0 where that is below the normal range, finite above the largest float.
Halide::Expr exponential(Halide::Expr x);
Halide::Expr hyperbolicTangent(Halide::Expr x);
Halide::Expr sigmoid(Halide::Expr x);

/// The bits without the sign: above `infinityBits` exactly for NaN, so their maximum finds a NaN among many values.
Halide::Expr magnitudeBits(Halide::Expr x);
inline constexpr int32_t infinityBits = 0x7f800000;
/// `value`, or NaN where `bits`, a maximum of magnitudeBits, says that one was met.
Halide::Expr withNan(Halide::Expr value, Halide::Expr bits);

} // namespace evenstride::kernels
