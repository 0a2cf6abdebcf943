// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kernels/LaneReduction.h"

namespace evenstride::kernels {

using Halide::Expr;
using Halide::Func;
using Halide::Var;

LaneReduction::LaneReduction(const Sources &sources, int lanes, int pixels, std::vector<Var> others,
                             const Element &element)
    : sources(sources), lanes(lanes), vectors(pixels), others(std::move(others)), last(element) {
  while (vectors > 1 && held < lanes)
    halve();
}

void LaneReduction::halve() {
  const int share = lanes / held / 2; // lanes of a pixel in the new vectors
  const Expr pixel = lane / share;
  Expr from = vector * 2 + pixel / held;
  if (vectors % 2 == 1) // the last vector is added to itself, for pixels that nobody asks for
    from = min(from, vectors - 1);
  const Expr first = pixel % held * (2 * share) + lane % share;
  Func stage = sources.func(("halved" + std::to_string(held)).c_str());
  std::vector<Var> args = {lane, vector};
  args.insert(args.end(), others.begin(), others.end());
  stage(args) = last(first, from) + last(first + share, from);

  held *= 2;
  vectors = (vectors + 1) / 2;
  funcs.push_back(stage);
  extents.push_back(vectors);
  last = [stage, loops = others](const Expr &atLane, const Expr &atVector) {
    std::vector<Expr> at = {atLane, atVector};
    at.insert(at.end(), loops.begin(), loops.end());
    return Expr(stage(at));
  };
}

Expr LaneReduction::sum(const Expr &pixel) const {
  const int share = lanes / held;
  Expr result = last(pixel % held * share, pixel / held);
  for (int i = 1; i < share; ++i)
    result += last(pixel % held * share + i, pixel / held);
  return result;
}

void LaneReduction::schedule(const Halide::LoopLevel &level, int blocks) {
  for (size_t i = 0; i < funcs.size(); ++i)
    funcs[i]
        .compute_at(level)
        .store_in(Halide::MemoryType::Register)
        .bound(lane, 0, lanes)
        .bound(vector, 0, extents[i])
        .bound(others.front(), 0, blocks)
        .vectorize(lane)
        .unroll(vector)
        .unroll(others.front());
}

} // namespace evenstride::kernels
