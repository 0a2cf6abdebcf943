// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Direct convolution: a tile of accumulators, output channels by pixels, stays in registers over the whole sum; weights
// are one stream in the order of the loops, inputs are broadcast. Also pointwise and dense layers, and deconvolutions:
// every output gathers from the taps that it meets, one in stride * stride, so that nothing is written twice.
#include "kernels/ConvInput.h"
#include "kernels/ConvLaneSum.h"
#include "kernels/ConvPixel.h"
#include "kernels/Families.h"
#include "kernels/FusedPool.h"
#include "kernels/Strassen.h"
#include "kernels/Winograd.h"

namespace evenstride::kernels {

using Halide::Expr;
using Halide::RDom;
using Halide::RVar;

namespace {

// The loops of a sum between those over the pixels of a tile, which are unrolled, and the one over tiles. What decides
// on the taps of a deconvolution stands outside.
void orderLoops(Halide::Stage &sum, const KernelSpec &spec, const LaneValue &value,
                const std::vector<Halide::VarOrRVar> &sumLoops) {
  std::vector<Halide::VarOrRVar> order = {value.lane, value.block};
  const bool asks = spec.family == Family::Deconv;
  if (value.phases > 1)
    order.emplace_back(value.phase);
  if (!asks || value.phases > 1)
    order.emplace_back(value.x);
  if (!asks)
    order.emplace_back(value.y);
  order.insert(order.end(), sumLoops.begin(), sumLoops.end());
  order.emplace_back(value.tile);
  if (asks)
    order.emplace_back(value.y);
  if (asks && value.phases == 1)
    order.emplace_back(value.x);
  sum.reorder(order);
  unrollTile(sum, value);
}

// The largest factor up to `most` that divides `extent`, so that no tail is left.
int unrollFactor(int64_t extent, int most) {
  int factor = most;
  while (extent % factor != 0)
    --factor;
  return factor;
}

// Whether what a vector of output channels reads of a pixel are whole blocks: a shuffle of these, then (Gathers.h).
bool gathersWithinBlocks(const KernelSpec &spec) {
  const int64_t lanes = spec.target->vectorFloats, groupOutputs = spec.output.channels / spec.groups;
  return spec.inputs[0].block == lanes && spec.output.channels % lanes == 0 && lanes % groupOutputs == 0 &&
         lanes / groupOutputs * (spec.inputs[0].channels / spec.groups) % lanes == 0;
}

// The sum of a convolution over the channels of its group and the taps.
struct Sum {
  const KernelSpec &spec;
  const Sources &sources;
  const ConvPlan &plan;
  const ConvInput &input;
  LaneValue &value;

  void addFullBlocks();
  void addRest();
  void addGathered();

private:
  Expr gatheredInput(const Expr &inGroup, const InputPixel &pixel) const;
};

// Sums over full blocks of input channels: r.x lane, r.y and r.z kernel column and row, r.w block.
void Sum::addFullBlocks() {
  const int lanes = plan.tile.lanes;
  const int64_t rows = spec.window.kernel[0], columns = spec.window.kernel[1];
  RDom r({{0, lanes}, {0, constant(columns)}, {0, constant(rows)}, {0, constant(plan.fullBlocks)}}, sumOverTaps);
  Expr step = ((r.w * constant(rows) + r.z) * constant(columns) + r.y) * lanes + r.x;
  Expr firstBlock = value.tile / constant(plan.tilesPerGroup) * constant(plan.fullBlocks);
  InputPixel pixel = inputPixel(spec, value, r.y, r.z);
  keepMet(r, pixel);
  Expr element = input.at(Place{r.x, pixel.x, pixel.y, spec.groups > 1 ? firstBlock + r.w : Expr(r.w), lanes});
  value.func(value.args()) +=
      sources.weights(value.block * lanes + value.lane, value.tile * constant(plan.steps()) + step) * element;

  RVar outer("outer"), inner("inner");
  Halide::Stage sum = value.func.update(value.func.num_update_definitions() - 1);
  sum.split(r.x, outer, inner, unrollFactor(lanes, 4)).unroll(inner);
  if (value.phases > 1)
    sum.unroll(r.y);
  orderLoops(sum, spec, value, {inner, outer, r.y, r.z, r.w});
}

// Sums over input channels that fill no block, or lie in planes: r.x and r.y kernel column and row, r.z channel.
void Sum::addRest() {
  constexpr int64_t mostUnrolled = 11;
  const int64_t rows = spec.window.kernel[0], columns = spec.window.kernel[1];
  RDom r(0, constant(columns), 0, constant(rows), 0, constant(plan.rest));
  Expr step = (r.z * constant(rows) + r.y) * constant(columns) + r.x;
  Expr firstStep = constant(plan.fullBlocks * plan.tile.lanes * plan.taps);
  Expr firstChannel = constant(plan.fullBlocks * plan.tile.lanes);
  if (spec.groups > 1)
    firstChannel = value.tile / constant(plan.tilesPerGroup) * constant(plan.inputChannels);
  InputPixel pixel = inputPixel(spec, value, r.x, r.y);
  keepMet(r, pixel);
  value.func(value.args()) += sources.weights(value.block * plan.tile.lanes + value.lane,
                                              value.tile * constant(plan.steps()) + firstStep + step) *
                              input.channel(firstChannel + r.z, pixel.x, pixel.y);

  RVar outer("outer"), inner("inner");
  Halide::Stage sum = value.func.update(value.func.num_update_definitions() - 1);
  sum.split(r.z, outer, inner, columns == 1 ? unrollFactor(plan.rest, 4) : 1).unroll(inner);
  // Where the taps of a row are unrolled LLVM keeps elements that several of them read, and with one vector of outputs
  // or few registers spills the accumulators for these (12 channels to 12: 42 % of the peak of Zen 4, 73 of at most 75
  // % without).
  const bool pays = columns <= mostUnrolled && plan.tile.blocks > 1 && spec.target->vectorRegisters == 32;
  if (pays || value.phases > 1)
    sum.unroll(r.x);
  orderLoops(sum, spec, value, {inner, r.x, r.y, outer});
}

// Every lane reads the input channel of its own group, and inner loops over those are unrolled, so that the places of
// the lanes are known.
void Sum::addGathered() {
  const int64_t rows = spec.window.kernel[0], columns = spec.window.kernel[1];
  RDom r(0, constant(columns), 0, constant(rows), 0, constant(plan.rest));
  Expr step = (r.z * constant(rows) + r.y) * constant(columns) + r.x;
  InputPixel pixel = inputPixel(spec, value, r.x, r.y);
  keepMet(r, pixel);
  value.func(value.args()) +=
      sources.weights(value.lane, value.tile * constant(plan.steps()) + step) * gatheredInput(r.z, pixel);
  RVar outer("outer"), inner("inner");
  Halide::Stage sum = value.func.update();
  sum.split(r.z, outer, inner, unrollFactor(plan.rest, plan.tile.lanes)).unroll(inner);
  orderLoops(sum, spec, value, {inner, r.x, r.y, outer});
}

Expr Sum::gatheredInput(const Expr &inGroup, const InputPixel &pixel) const {
  constexpr int64_t mostSelected = 9;
  const int64_t lanes = plan.tile.lanes, groupOutputs = spec.output.channels / spec.groups;
  Expr channel = value.tile * constant(lanes) + value.lane;
  if (plan.tilesPerGroup * lanes > spec.output.channels)
    channel = min(channel, constant(spec.output.channels - 1));
  Expr group = channel / constant(groupOutputs);
  auto ofGroup = [&](const Expr &one) {
    return input.channel(one * constant(plan.inputChannels) + inGroup, pixel.x, pixel.y);
  };
  const int64_t met = (lanes + groupOutputs - 2) / groupOutputs + 1; // groups that a vector may meet
  if (gathersWithinBlocks(spec) || met > mostSelected)
    return ofGroup(group);
  Expr first = value.tile * constant(lanes) / constant(groupOutputs), last = constant(spec.groups - 1);
  Expr element = ofGroup(min(first + constant(met - 1), last));
  for (int64_t i = met - 2; i >= 0; --i)
    element = select(group == first + constant(i), ofGroup(min(first + constant(i), last)), element);
  return element;
}

// Rows of windows that leave out pixels use half of each line that they ask for, and gain nothing.
std::optional<Prefetch> prefetchOf(const KernelSpec &spec, const Sources &sources, const Tile &tile) {
  const Layout &in = spec.inputs[0];
  const bool follows = spec.family == Family::Conv && spec.window.stride[1] == 1;
  if (!follows || !isFar(in.channels * in.height * in.width))
    return std::nullopt;
  const int64_t columns = tile.width * (spec.pool ? spec.pool->window.stride[1] : 1);
  return Prefetch{sources.input().param().name(), columns * tile.lanes};
}

} // namespace

BuiltKernel buildConv(const KernelSpec &spec, Sources &sources) {
  if (auto winograd = planWinograd(spec))
    return buildWinograd(spec, *winograd, sources);
  if (auto strassen = planStrassen(spec))
    return buildStrassen(spec, *strassen, sources);
  const ConvPlan plan = planConv(spec);
  const PackedSizes sizes = convSizes(spec);
  if (plan.algorithm == ConvAlgorithm::LaneSum)
    return buildLaneSum(spec, plan, sources);
  const int64_t rowFloats = int64_t(plan.tile.lanes) * plan.tile.blocks;
  sources.pinWeights(rowFloats, sizes.weights / rowFloats, sizes.bias);

  LaneValue value(sources.func("sum"), plan.tile.phases);
  value.func(value.args()) =
      sources.bias(value.tile * constant(rowFloats) + value.block * plan.tile.lanes + value.lane);
  const ConvInput input(spec, sources, plan.tile);
  Sum sum{spec, sources, plan, input, value};
  if (plan.algorithm == ConvAlgorithm::Gathered)
    sum.addGathered();
  if (plan.fullBlocks > 0)
    sum.addFullBlocks();
  if (plan.rest > 0 && plan.algorithm == ConvAlgorithm::Direct)
    sum.addRest();
  LaneOutput output = finishAccumulated(spec, sources, value, plan.tile, convWork(spec, plan.inputChannels));
  input.stage(output);
  std::string name = plan.algorithm == ConvAlgorithm::Direct ? "direct " : "gathered ";
  name += std::to_string(plan.tile.blocks) + "x" + std::to_string(plan.tile.width);
  if (plan.tile.phases > 1)
    name += "x" + std::to_string(plan.tile.phases);
  return {.output = output.output,
          .schedule = name + ", " + std::to_string(output.tasks) + " tasks",
          .prefetch = prefetchOf(spec, sources, plan.tile)};
}

} // namespace evenstride::kernels
