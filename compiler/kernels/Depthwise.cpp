// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Depthwise convolution: each output channel is one filter over one input channel. Vectors over channels where the
// output or the input is blocked, along rows where both are planes.
#include "kernels/ConvPlan.h"
#include "kernels/Families.h"
#include "kernels/FusedPool.h"
#include "kernels/RowOutput.h"

namespace evenstride::kernels {

using Halide::Expr;
using Halide::RDom;

namespace {

constexpr int64_t mostUnrolledTaps = 25, mostUnrolledColumns = 25;

bool alongRows(const KernelSpec &spec) { return !spec.pool && spec.inputs[0].block == 1 && spec.output.block == 1; }

int64_t taps(const KernelSpec &spec) { return spec.window.kernel[0] * spec.window.kernel[1]; }
int64_t multiplier(const KernelSpec &spec) { return spec.output.channels / spec.inputs[0].channels; }

// Coordinate of the input below coordinate `at` of the output.
Expr below(const Window2D &w, int axis, Expr at, Expr tap) {
  return at * constant(w.stride[axis]) + tap * constant(w.dilation[axis]) - constant(w.pad[axis]);
}

BuiltKernel buildOverLanes(const KernelSpec &spec, Sources &sources) {
  const Tile tile = tileFor(spec, depthwiseTiles(spec));
  const int64_t columns = spec.window.kernel[1];
  const PackedSizes sizes = depthwiseSizes(spec);
  sources.pinWeights(tile.lanes, sizes.weights / tile.lanes, sizes.bias);
  LaneValue value(sources.func("sum"));
  RDom r(0, constant(columns), 0, constant(spec.window.kernel[0]));
  Expr x = below(spec.window, 1, value.x, r.x), y = below(spec.window, 0, value.y, r.y);
  Expr input;
  if (multiplier(spec) == 1) {
    input = sources.input().at(Place{value.lane, x, y, value.tile, tile.lanes});
  } else {
    Expr channel = min(value.tile * tile.lanes + value.lane, constant(spec.output.channels - 1));
    input = sources.input().channel(channel / constant(multiplier(spec)), x, y);
  }
  value.func(value.args()) = sources.bias(value.tile * tile.lanes + value.lane);
  value.func(value.args()) +=
      sources.weights(value.lane, (value.tile * constant(spec.window.kernel[0]) + r.y) * constant(columns) + r.x) *
      input;

  Halide::Stage sum = value.func.update();
  sum.reorder(value.lane, value.block, value.x, value.y, r.x, r.y, value.tile);
  if (columns <= mostUnrolledColumns)
    sum.unroll(r.x);
  if (taps(spec) <= mostUnrolledTaps)
    sum.unroll(r.y);
  unrollTile(sum, value);
  LaneOutput output = finishAccumulated(spec, sources, value, tile, convWork(spec, 1));
  return {output.output, "depthwise 1x" + std::to_string(tile.width) + ", " + std::to_string(output.tasks) + " tasks"};
}

BuiltKernel buildAlongRows(const KernelSpec &spec, Sources &sources) {
  const PackedSizes sizes = depthwiseSizes(spec);
  sources.pinWeights(taps(spec), sizes.weights / taps(spec), sizes.bias);
  RowValue value(sources.func("sum"));
  RDom r(0, constant(spec.window.kernel[1]), 0, constant(spec.window.kernel[0]));
  Expr weight = sources.weights(r.y * constant(spec.window.kernel[1]) + r.x, value.channel);
  value.func(value.args()) = sources.bias(value.channel);
  value.func(value.args()) +=
      weight * sources.input().channel(value.channel / constant(multiplier(spec)), below(spec.window, 1, value.x, r.x),
                                       below(spec.window, 0, value.y, r.y));
  RowOutput output = finishRows(spec, sources, value, convWork(spec, 1));
  value.func.compute_at(output.output, output.level)
      .vectorize(value.x, output.width, Halide::TailStrategy::GuardWithIf);
  Halide::Stage sum = value.func.update();
  sum.reorder(value.x, value.y, r.x, r.y, value.channel)
      .vectorize(value.x, output.width, Halide::TailStrategy::GuardWithIf);
  if (taps(spec) <= mostUnrolledTaps)
    sum.unroll(r.x).unroll(r.y);
  return {output.output, "depthwise along rows, " + std::to_string(output.tasks) + " tasks"};
}

} // namespace

BuiltKernel buildDepthwise(const KernelSpec &spec, Sources &sources) {
  return alongRows(spec) ? buildAlongRows(spec, sources) : buildOverLanes(spec, sources);
}

std::vector<Tile> depthwiseTiles(const KernelSpec &spec) {
  if (alongRows(spec))
    return {};
  TileQuestion q = questionOf(spec);
  q.mostPixels = 14; // wide enough to share what neighbours read, small enough to unroll
  return rankedTiles(q);
}

PackedSizes depthwiseSizes(const KernelSpec &spec) {
  const int64_t lanes = alongRows(spec) ? 1 : spec.target->vectorFloats;
  const int64_t channels = (spec.output.channels + lanes - 1) / lanes * lanes;
  return {.weights = channels * taps(spec), .bias = channels};
}

void packDepthwise(const KernelSpec &spec, std::span<const float> weights, std::span<float> packed) {
  const int64_t lanes = alongRows(spec) ? 1 : spec.target->vectorFloats;
  for (int64_t channel = 0; channel < spec.output.channels; ++channel)
    for (int64_t tap = 0; tap < taps(spec); ++tap)
      packed[(channel / lanes * taps(spec) + tap) * lanes + channel % lanes] = weights[channel * taps(spec) + tap];
}

} // namespace evenstride::kernels
