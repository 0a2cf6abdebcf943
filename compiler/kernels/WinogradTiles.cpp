// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kernels/WinogradTiles.h"

namespace evenstride::kernels {

using Halide::Expr;

Expr WinogradTiles::numberOf(const Expr &group, const Expr &tile) const {
  Expr number = group * constant(plan.groupTiles) + tile;
  return plan.groups * plan.groupTiles > plan.tiles() ? min(number, constant(plan.tiles() - 1)) : number;
}

// Where windows are dilated, tiles of the same distance lie in each other.
Expr WinogradTiles::firstOf(int axis, const Expr &number) const {
  const int64_t apart = plan.axes[axis].dilation, m = plan.axes[axis].m;
  Expr tile = axis == 0 ? number / constant(plan.axes[1].tiles) : number % constant(plan.axes[1].tiles);
  if (apart == 1)
    return tile * constant(m);
  return tile % constant(apart) + tile / constant(apart) * constant(m * apart);
}

Expr WinogradTiles::inputPixel(int axis, const Expr &number, const Expr &step, const Expr &phase) const {
  const Layout &in = spec.inputs[0];
  const WinogradAxis &along = plan.axes[axis];
  const int64_t apart = along.dilation, pad = spec.window.pad[axis];
  const int64_t last = axis == 0 ? in.height + in.haloBottom - 1 : in.width + in.haloRight - 1;
  Expr at = (firstOf(axis, number) + step * constant(apart)) * along.stride + phase - constant(pad);
  const int64_t furthestStep = (along.tiles / apart - 1) * along.m * apart + (apart - 1) + (along.size() - 1) * apart;
  const int64_t furthest = furthestStep * along.stride + along.phases() - 1 - pad;
  return furthest > last ? min(at, constant(last)) : at;
}

} // namespace evenstride::kernels
