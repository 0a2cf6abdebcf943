// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Direct convolution: a tile of accumulators, output channels by pixels, stays in registers over the whole sum; weights
// are one stream in the order of the loops, inputs are broadcast. Also pointwise and dense layers.
#include "kernels/ConvLaneSum.h"
#include "kernels/Families.h"
#include "kernels/FusedPool.h"

namespace evenstride::kernels {

using Halide::Expr;
using Halide::RDom;
using Halide::RVar;

namespace {

// The input pixel below a value at (x, y) and a kernel position.
struct InputPixel {
  Expr x, y;
};

InputPixel inputPixel(const Window2D &w, const LaneValue &value, Expr kx, Expr ky) {
  return {value.x * constant(w.stride[1]) + kx * constant(w.dilation[1]) - constant(w.pad[1]),
          value.y * constant(w.stride[0]) + ky * constant(w.dilation[0]) - constant(w.pad[0])};
}

// The largest factor up to `most` that divides `extent`, so that no tail is left.
int unrollFactor(int64_t extent, int most) {
  int factor = most;
  while (extent % factor != 0)
    --factor;
  return factor;
}

// Sums over full blocks of input channels: r.x lane, r.y and r.z kernel column and row, r.w block.
void addFullBlocks(const KernelSpec &spec, const Sources &sources, const ConvPlan &plan, LaneValue &value) {
  const int lanes = plan.tile.lanes;
  const int64_t rows = spec.window.kernel[0], columns = spec.window.kernel[1];
  RDom r(0, lanes, 0, constant(columns), 0, constant(rows), 0, constant(plan.fullBlocks));
  Expr step = ((r.w * constant(rows) + r.z) * constant(columns) + r.y) * lanes + r.x;
  Expr firstBlock = value.tile / constant(plan.tilesPerGroup) * constant(plan.fullBlocks);
  InputPixel pixel = inputPixel(spec.window, value, r.y, r.z);
  Expr input = sources.input().at(Place{r.x, pixel.x, pixel.y, spec.groups > 1 ? firstBlock + r.w : Expr(r.w), lanes});
  value.func(value.args()) +=
      sources.weights(value.block * lanes + value.lane, value.tile * constant(plan.steps()) + step) * input;

  RVar outer("outer"), inner("inner");
  Halide::Stage sum = value.func.update(value.func.num_update_definitions() - 1);
  sum.split(r.x, outer, inner, unrollFactor(lanes, 4))
      .reorder(value.lane, value.block, value.x, value.y, inner, outer, r.y, r.z, r.w, value.tile)
      .unroll(inner);
  unrollTile(sum, value);
}

// Sums over input channels that fill no block, or lie in planes: r.x and r.y kernel column and row, r.z channel.
void addRest(const KernelSpec &spec, const Sources &sources, const ConvPlan &plan, LaneValue &value) {
  constexpr int64_t mostUnrolled = 11;
  const int64_t rows = spec.window.kernel[0], columns = spec.window.kernel[1];
  RDom r(0, constant(columns), 0, constant(rows), 0, constant(plan.rest));
  Expr step = (r.z * constant(rows) + r.y) * constant(columns) + r.x;
  Expr firstStep = constant(plan.fullBlocks * plan.tile.lanes * plan.taps);
  Expr firstChannel = constant(plan.fullBlocks * plan.tile.lanes);
  if (spec.groups > 1)
    firstChannel = value.tile / constant(plan.tilesPerGroup) * constant(plan.inputChannels);
  InputPixel pixel = inputPixel(spec.window, value, r.x, r.y);
  value.func(value.args()) += sources.weights(value.block * plan.tile.lanes + value.lane,
                                              value.tile * constant(plan.steps()) + firstStep + step) *
                              sources.input().channel(firstChannel + r.z, pixel.x, pixel.y);

  RVar outer("outer"), inner("inner");
  Halide::Stage sum = value.func.update(value.func.num_update_definitions() - 1);
  sum.split(r.z, outer, inner, columns == 1 ? unrollFactor(plan.rest, 4) : 1)
      .reorder({value.lane, value.block, value.x, value.y, inner, r.x, r.y, outer, value.tile})
      .unroll(inner);
  if (columns <= mostUnrolled)
    sum.unroll(r.x);
  unrollTile(sum, value);
}

// Every lane reads the input channel of its own group.
void addGathered(const KernelSpec &spec, const Sources &sources, const ConvPlan &plan, LaneValue &value) {
  const int64_t rows = spec.window.kernel[0], columns = spec.window.kernel[1];
  const int64_t groupOutputs = spec.output.channels / spec.groups;
  RDom r(0, constant(columns), 0, constant(rows), 0, constant(plan.rest));
  Expr step = (r.z * constant(rows) + r.y) * constant(columns) + r.x;
  Expr channel = min(value.tile * plan.tile.lanes + value.lane, constant(spec.output.channels - 1));
  Expr source = channel / constant(groupOutputs) * constant(plan.inputChannels) + r.z;
  InputPixel pixel = inputPixel(spec.window, value, r.x, r.y);
  value.func(value.args()) += sources.weights(value.lane, value.tile * constant(plan.steps()) + step) *
                              sources.input().channel(source, pixel.x, pixel.y);
  Halide::Stage sum = value.func.update();
  sum.reorder(value.lane, value.block, value.x, value.y, r.x, r.y, r.z, value.tile);
  unrollTile(sum, value);
}

} // namespace

BuiltKernel buildConv(const KernelSpec &spec, Sources &sources) {
  const ConvPlan plan = planConv(spec);
  const PackedSizes sizes = convSizes(spec);
  if (plan.algorithm == ConvAlgorithm::LaneSum)
    return buildLaneSum(spec, plan, sources);
  const int64_t rowFloats = int64_t(plan.tile.lanes) * plan.tile.blocks;
  sources.pinWeights(rowFloats, sizes.weights / rowFloats, sizes.bias);

  LaneValue value(sources.func("sum"));
  value.func(value.args()) =
      sources.bias(value.tile * constant(rowFloats) + value.block * plan.tile.lanes + value.lane);
  if (plan.algorithm == ConvAlgorithm::Gathered)
    addGathered(spec, sources, plan, value);
  if (plan.fullBlocks > 0)
    addFullBlocks(spec, sources, plan, value);
  if (plan.rest > 0 && plan.algorithm == ConvAlgorithm::Direct)
    addRest(spec, sources, plan, value);
  LaneOutput output = finishAccumulated(spec, sources, value, plan.tile, convWork(spec, plan.inputChannels));
  std::string name = plan.algorithm == ConvAlgorithm::Direct ? "direct " : "gathered ";
  return {output.output, name + std::to_string(plan.tile.blocks) + "x" + std::to_string(plan.tile.width) + ", " +
                             std::to_string(output.tasks) + " tasks"};
}

} // namespace evenstride::kernels
