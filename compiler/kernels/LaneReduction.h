// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sums over the lanes of vectors, of many vectors at once.
#pragma once

#include "kernels/Buffers.h"

#include <functional>
#include <vector>

namespace evenstride::kernels {

/// One vector for each pixel of a tile's row becomes vectors of pixels: two vectors are added half by half into one
/// that holds half as many parts of twice as many pixels, again and again. That is about one addition and two shuffles
/// for a pixel, where a tree for each takes four and four, or more.
class LaneReduction {
public:
  /// The element of a lane of a pixel, which may depend on the loops `others` as well.
  using Element = std::function<Halide::Expr(const Halide::Expr &lane, const Halide::Expr &pixel)>;
  LaneReduction(const Sources &sources, int lanes, int pixels, std::vector<Halide::Var> others, const Element &element);

  /// The sum over the lanes of a pixel.
  Halide::Expr sum(const Halide::Expr &pixel) const;

  /// Keeps all stages in registers at a loop; `blocks` is the extent of the first of `others`.
  void schedule(const Halide::LoopLevel &level, int blocks);

  /// The stages, of whose vectors the next one shuffles (Gathers.h).
  const std::vector<Halide::Func> &stages() const { return funcs; }

private:
  void halve();

  const Sources &sources;
  int lanes, held = 1, vectors; // pixels that a vector holds parts of, and how many such vectors there are
  Halide::Var lane{"lane"}, vector{"vector"};
  std::vector<Halide::Var> others;
  std::vector<Halide::Func> funcs;
  std::vector<int> extents; // of `vector`
  Element last;
};

} // namespace evenstride::kernels
