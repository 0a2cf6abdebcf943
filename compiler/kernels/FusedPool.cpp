// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kernels/FusedPool.h"

#include "kernels/Canonical.h"
#include "kernels/PoolReduction.h"

namespace evenstride::kernels {

using Halide::Expr;

namespace {

WindowedPool windowOf(const KernelSpec &spec) {
  const Extent plane = valueExtent(spec);
  return {spec.pool->window, spec.pool->max,     spec.pool->countPadding, plane.height,
          plane.width,       spec.output.height, spec.output.width};
}

LaneOutput finishRecomputed(const KernelSpec &spec, const Sources &sources, const LaneValue &value, const Tile &tile,
                            const Work &work) {
  LaneValue reduction(sources.func("reduction")), pooled(sources.func("pooled"));
  PoolReduction pool(windowOf(spec), reduction.x, reduction.y);
  pool.define(reduction.func, reduction.args(), [&](Expr x, Expr y) {
    Place place = reduction.place(tile);
    place.x = x;
    place.y = y;
    Expr element = value.func(reduction.lane, x, y, reduction.block, reduction.tile);
    return applyEpilogue(spec, sources, element, place);
  });
  pooled.func(pooled.args()) = pool.result(reduction.func, pooled.args(), pooled.x, pooled.y);

  KernelSpec rest = spec; // what the reduction leaves to do
  rest.pool.reset();
  rest.epilogue.clear();
  LaneOutput output = finishLanes(rest, sources, pooled, tile, work);
  keepInRegisters(reduction, output, tile);
  Halide::Stage update = reduction.func.update();
  update.reorder(reduction.lane, reduction.block, reduction.x, reduction.y, pool.domain().x, pool.domain().y,
                 reduction.tile);
  unrollTile(update, reduction);
  keepInRegisters(value, output, tile);
  Halide::Func(value.func).compute_at(reduction.func, pool.domain().x);
  return output;
}

} // namespace

bool poolsByRecomputing(const KernelSpec &spec) {
  constexpr int64_t mostPixels = 12; // of a window, beside one or two vectors of channels
  const Window2D &w = spec.pool->window;
  const Extent plane = valueExtent(spec);
  const bool overlaps = w.stride[0] < valueHeight(spec) || w.stride[1] < valueWidth(spec, 1);
  return overlaps || valueHeight(spec) * valueWidth(spec, 1) > mostPixels ||
         crossesBorder(w, plane.height, plane.width, spec.output.height, spec.output.width);
}

LaneOutput finishAccumulated(const KernelSpec &spec, const Sources &sources, const LaneValue &value, const Tile &tile,
                             const Work &work) {
  if (spec.pool && poolsByRecomputing(spec))
    return finishRecomputed(spec, sources, value, tile, work);
  LaneOutput output = finishLanes(spec, sources, value, tile, work);
  keepInRegisters(value, output, tile);
  return output;
}

} // namespace evenstride::kernels
