// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kernels/PoolReduction.h"

#include "kernels/Buffers.h"
#include "kernels/Epilogue.h"
#include "kernels/Numerics.h"

#include <limits>

namespace evenstride::kernels {

using Halide::Expr;
using Halide::Tuple;

PoolReduction::PoolReduction(const WindowedPool &pool, Expr x, Expr y)
    : pool(pool), bordered(crossesBorder(pool.window, pool.height, pool.width, pool.outHeight, pool.outWidth)),
      positions(0, constant(pool.window.kernel[1]), 0, constant(pool.window.kernel[0])), x(std::move(x)),
      y(std::move(y)) {}

// A maximum is a pair: of the numbers, and of their magnitudes' bits, which find a NaN.
void PoolReduction::define(Halide::Func func, const std::vector<Expr> &args, const Read &read) const {
  const Window2D &w = pool.window;
  Expr atX = x * constant(w.stride[1]) + positions.x * constant(w.dilation[1]) - constant(w.pad[1]);
  Expr atY = y * constant(w.stride[0]) + positions.y * constant(w.dilation[0]) - constant(w.pad[0]);
  const float identity = pool.max ? -std::numeric_limits<float>::infinity() : 0.0f;
  Expr value = bordered ? read(clamp(atX, 0, constant(pool.width - 1)), clamp(atY, 0, constant(pool.height - 1)))
                        : read(atX, atY);
  if (bordered) {
    Expr inside = atX >= 0 && atX < constant(pool.width) && atY >= 0 && atY < constant(pool.height);
    value = select(inside, value, identity);
  }
  if (pool.max) {
    func(args) = Tuple(identity, 0);
    func(args) = Tuple(max(func(args)[0], value), max(func(args)[1], magnitudeBits(value)));
  } else {
    func(args) = identity;
    func(args) += value;
  }
}

Expr PoolReduction::result(Halide::Func func, const std::vector<Expr> &args, Expr atX, Expr atY) const {
  if (pool.max)
    return withNan(func(args)[0], func(args)[1]);
  Expr count = averagedElements(pool.window, pool.countPadding || !bordered, pool.height, pool.width, atX, atY);
  return func(args) / Halide::cast<float>(count);
}

} // namespace evenstride::kernels
