// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The steps between a value and its store, as one expression, and pools over values.
#pragma once

#include "kernels/Buffers.h"

#include <functional>

namespace evenstride::kernels {

/// Applies the steps to the value at a place in lane form.
Halide::Expr applyEpilogue(const KernelSpec &spec, const Sources &sources, Halide::Expr value, const Place &place);
/// The same for the value of one channel that exists.
Halide::Expr applyEpilogue(const KernelSpec &spec, const Sources &sources, Halide::Expr value, Halide::Expr channel,
                           Halide::Expr x, Halide::Expr y);

/// Whether any step reads another activation.
bool hasBinaryStep(const KernelSpec &spec);

/// How many elements of a pool's window, along both axes, are real, as an expression of the output's coordinates;
/// a constant where no window crosses the border.
Halide::Expr averagedElements(const Window2D &window, bool countPadding, int64_t height, int64_t width, Halide::Expr x,
                              Halide::Expr y);

/// A pool of few window positions, all of them real, as one expression over `value(x, y)`.
Halide::Expr poolExpression(const Window2D &window, bool max, Halide::Expr x, Halide::Expr y,
                            const std::function<Halide::Expr(Halide::Expr, Halide::Expr)> &value);

/// Whether windows over a plane of the given size reach into the padding.
bool crossesBorder(const Window2D &window, int64_t height, int64_t width, int64_t outHeight, int64_t outWidth);

} // namespace evenstride::kernels
