// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A pool as a reduction over its window that ignores what lies outside the plane.
#pragma once

#include "kernels/KernelSpec.h"

#include <Halide.h>

#include <functional>
#include <vector>

namespace evenstride::kernels {

struct WindowedPool {
  Window2D window;
  bool max = true, countPadding = false;
  int64_t height = 0, width = 0; // of the plane below
  int64_t outHeight = 0, outWidth = 0;
};

class PoolReduction {
public:
  /// `x` and `y` are the output's coordinates among the reduction's arguments.
  PoolReduction(const WindowedPool &pool, Halide::Expr x, Halide::Expr y);

  using Read = std::function<Halide::Expr(Halide::Expr x, Halide::Expr y)>;
  /// Defines `func`, pure and update; `read` is only asked for coordinates inside the plane.
  void define(Halide::Func func, const std::vector<Halide::Expr> &args, const Read &read) const;
  /// The pooled value at `args`, whose output coordinates are (x, y).
  Halide::Expr result(Halide::Func func, const std::vector<Halide::Expr> &args, Halide::Expr x, Halide::Expr y) const;

  /// Window columns and rows.
  const Halide::RDom &domain() const { return positions; }

private:
  WindowedPool pool;
  bool bordered;
  Halide::RDom positions;
  Halide::Expr x, y;
};

} // namespace evenstride::kernels
