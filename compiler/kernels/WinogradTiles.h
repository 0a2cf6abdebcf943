// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where the tiles of Winograd's convolution lie, as Halide expressions. Axes: 0 vertical, 1 horizontal.
#pragma once

#include "kernels/Winograd.h"

namespace evenstride::kernels {

class WinogradTiles {
public:
  WinogradTiles(const KernelSpec &spec, const WinogradPlan &plan) : spec(spec), plan(plan) {}

  /// The number of a tile of a group, by rows; tiles past the last one repeat that.
  Halide::Expr numberOf(const Halide::Expr &group, const Halide::Expr &tile) const;
  /// The coordinate of the first output of the tile of that number.
  Halide::Expr firstOf(int axis, const Halide::Expr &number) const;
  /// The coordinate of a pixel of its input, in a phase of the stride. Tiles that stick out read the last pixel that is
  /// there again and again: it only decides about values that are not stored.
  Halide::Expr inputPixel(int axis, const Halide::Expr &number, const Halide::Expr &step,
                          const Halide::Expr &phase) const;

private:
  const KernelSpec &spec;
  const WinogradPlan &plan;
};

} // namespace evenstride::kernels
