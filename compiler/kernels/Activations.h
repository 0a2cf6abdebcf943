// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The activations as expressions of fp32. NaN stays NaN; results are within two units in the last place of the true
// ones unless it is said otherwise, and may be 0 where those are below 1e-36.
#pragma once

#include <Halide.h>

namespace evenstride::kernels {

Halide::Expr relu(const Halide::Expr &x);
Halide::Expr relu6(const Halide::Expr &x);
Halide::Expr leakyRelu(const Halide::Expr &x, double slope);
/// The same with a slope of the channel's own; minus infinity times 0 is NaN.
Halide::Expr prelu(const Halide::Expr &x, const Halide::Expr &slope);
Halide::Expr elu(const Halide::Expr &x, double alpha);
/// Within one unit in the last place of the larger summand.
Halide::Expr hardSigmoid(const Halide::Expr &x, double alpha, double beta);
Halide::Expr clip(const Halide::Expr &x, double low, double high);
Halide::Expr hyperbolicTangent(const Halide::Expr &x);
Halide::Expr sigmoid(const Halide::Expr &x);
Halide::Expr hardSwish(const Halide::Expr &x);
Halide::Expr silu(const Halide::Expr &x);
/// Within four.
Halide::Expr mish(const Halide::Expr &x);
/// Far below 0, where results are small, the error of an exponent grows with it: within 2^-23 (4 + x^2 / 2) of the
/// result for `gelu`, and 2^-23 (4 + 4 |y|) for `geluTanh`, y the argument of tanh.
Halide::Expr gelu(const Halide::Expr &x);
Halide::Expr geluTanh(const Halide::Expr &x);

} // namespace evenstride::kernels
