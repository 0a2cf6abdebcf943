// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Max and average pooling over windows. Borders are judged by coordinates, never by what the halo holds; kernels whose
// windows stay inside the plane are free of that. Also the pool of a fused group where it crosses the border.
#include "kernels/Canonical.h"
#include "kernels/ConvPlan.h"
#include "kernels/Families.h"
#include "kernels/Numerics.h"
#include "kernels/PoolReduction.h"
#include "kernels/RowOutput.h"

namespace evenstride::kernels {

using Halide::Expr;
using Halide::RDom;
using Halide::TailStrategy;

namespace {

constexpr int64_t mostUnrolledTaps = 16;

bool alongRows(const KernelSpec &spec) { return spec.inputs[0].block == 1 && spec.output.block == 1; }
bool isMax(const KernelSpec &spec) { return spec.family == Family::MaxPool; }

WindowedPool windowOf(const KernelSpec &spec) {
  return {spec.window,          isMax(spec),        spec.countPadding, spec.inputs[0].height,
          spec.inputs[0].width, spec.output.height, spec.output.width};
}

Work poolWork(const KernelSpec &spec) {
  const Layout &in = spec.inputs[0];
  return {.bytes = 4.0 * static_cast<double>(in.channels * in.height * in.width + spec.output.floats())};
}

std::string scheduleText(const KernelSpec &spec, const char *how, int64_t tasks) {
  return std::string(isMax(spec) ? "max" : "average") + " pool " + how + ", " + std::to_string(tasks) + " tasks";
}

// Stages of a reduction with a Tuple share one schedule.
BuiltKernel buildOverLanes(const KernelSpec &spec, Sources &sources) {
  const Tile tile = tileFor(spec, poolTiles(spec));
  LaneValue value(sources.func("pooled")), reduction(sources.func("reduction"));
  PoolReduction pool(windowOf(spec), reduction.x, reduction.y);
  pool.define(reduction.func, reduction.args(), [&](Expr x, Expr y) {
    return sources.input().at(Place{reduction.lane, x, y, reduction.tile, tile.lanes});
  });
  value.func(value.args()) = pool.result(reduction.func, value.args(), value.x, value.y);

  LaneOutput output = finishLanes(spec, sources, value, tile, poolWork(spec));
  keepInRegisters(reduction, output, tile);
  Halide::Stage update = reduction.func.update();
  update.reorder(reduction.lane, reduction.block, reduction.x, reduction.y, pool.domain().x, pool.domain().y,
                 reduction.tile);
  if (spec.window.kernel[0] * spec.window.kernel[1] <= mostUnrolledTaps)
    update.unroll(pool.domain().x).unroll(pool.domain().y);
  unrollTile(update, reduction);
  return {output.output, scheduleText(spec, "over lanes", output.tasks)};
}

BuiltKernel buildAlongRows(const KernelSpec &spec, Sources &sources) {
  RowValue value(sources.func("pooled")), reduction(sources.func("reduction"));
  PoolReduction pool(windowOf(spec), reduction.x, reduction.y);
  pool.define(reduction.func, reduction.args(),
              [&](Expr x, Expr y) { return sources.input().channel(reduction.channel, x, y); });
  value.func(value.args()) = pool.result(reduction.func, value.args(), value.x, value.y);

  RowOutput output = finishRows(spec, sources, value, poolWork(spec));
  reduction.func.compute_at(output.output, output.level)
      .vectorize(reduction.x, output.width, TailStrategy::GuardWithIf);
  Halide::Stage update = reduction.func.update();
  update.reorder(reduction.x, reduction.y, pool.domain().x, pool.domain().y, reduction.channel)
      .vectorize(reduction.x, output.width, TailStrategy::GuardWithIf);
  if (spec.window.kernel[0] * spec.window.kernel[1] <= mostUnrolledTaps)
    update.unroll(pool.domain().x).unroll(pool.domain().y);
  return {output.output, scheduleText(spec, "along rows", output.tasks)};
}

} // namespace

BuiltKernel buildPool(const KernelSpec &spec, Sources &sources) {
  return alongRows(spec) ? buildAlongRows(spec, sources) : buildOverLanes(spec, sources);
}

std::vector<Tile> poolTiles(const KernelSpec &spec) {
  if (alongRows(spec))
    return {};
  // Eight pixels of a maximum, which is a pair, took up to twice the time of seven (AVX2 and AVX-512 on Zen 4).
  const int64_t mostPixels = isMax(spec) ? 7 : 8;
  return rankedTiles({.target = spec.target, .width = spec.output.width, .mostPixels = mostPixels});
}

} // namespace evenstride::kernels
