// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kernels/ConvLaneSum.h"

#include "kernels/ConvPixel.h"

#include <numeric>

namespace evenstride::kernels {

using Halide::Expr;
using Halide::Func;
using Halide::MemoryType;
using Halide::RDom;
using Halide::TailStrategy;
using Halide::Var;

namespace {

// The phases of a deconvolution meet taps of their own, so all of a row are unrolled; what asks whether a row meets the
// pixel stands outside of the loops over both.
void orderProducts(const LaneValue &value, const RDom &r, int64_t columns) {
  constexpr int64_t mostUnrolled = 7;
  Halide::Stage sum = LaneValue(value).func.update();
  if (value.phases > 1)
    sum.reorder(value.lane, value.block, value.phase, value.x, r.x, r.z, r.y, value.y, value.tile);
  else
    sum.reorder(value.lane, value.block, value.x, value.y, r.x, r.y, r.z, value.tile);
  if (columns <= mostUnrolled || value.phases > 1)
    sum.unroll(r.x);
  unrollTile(sum, value);
}

// products(lane, x, y, channel in tile, tile): what each lane of the input's blocks contributes.
LaneValue products(const KernelSpec &spec, const ConvPlan &plan, const Sources &sources) {
  const Window2D &w = spec.window;
  const int lanes = plan.tile.lanes;
  const int64_t blocks = plan.fullBlocks + (plan.rest > 0 ? 1 : 0);
  LaneValue value(sources.func("products"), plan.tile.phases);
  RDom r(0, constant(w.kernel[1]), 0, constant(w.kernel[0]), 0, constant(blocks));
  const InputPixel pixel = inputPixel(spec, value, r.x, r.y);
  keepMet(r, pixel);
  Expr input = sources.input().at(Place{value.lane, pixel.x, pixel.y, r.z, lanes});
  if (plan.rest > 0) // lanes past the last channel may hold anything
    input = select(r.z * lanes + value.lane < constant(spec.inputs[0].channels), input, 0.0f);
  Expr step = (r.z * constant(w.kernel[0]) + r.y) * constant(w.kernel[1]) + r.x;
  value.func(value.args()) = 0.0f;
  value.func(value.args()) +=
      sources.weights(value.block * lanes + value.lane, value.tile * constant(blocks * plan.taps) + step) * input;
  orderProducts(value, r, w.kernel[1]);
  return value;
}

} // namespace

BuiltKernel buildLaneSum(const KernelSpec &spec, const ConvPlan &plan, Sources &sources) {
  const PackedSizes sizes = convSizes(spec);
  const Tile &tile = plan.tile;
  sources.pinWeights(int64_t(tile.lanes) * tile.blocks, sizes.weights / (tile.lanes * tile.blocks), sizes.bias);
  LaneValue value = products(spec, plan, sources);

  Var x("x"), y("y"), channel("channel"), column("column"), columnTile("column_tile"), inTile("in_tile");
  Var vector("vector"), channelTile("channel_tile"), rows("rows"), all("all");
  const int pixels = tile.pixels();
  RDom lane(0, tile.lanes);
  Func sum = sources.func("sum"), out = sources.func("output");
  sum(x, y, channel) = sources.bias(channel);
  sum(x, y, channel) += value.at(Place{lane, x, y, channel, tile.lanes}, tile);
  out(x, y, channel) = applyEpilogue(spec, sources, sum(x, y, channel), channel, x, y);

  const Work work = convWork(spec, plan.inputChannels);
  const int64_t rowTiles = (spec.output.width + pixels - 1) / pixels;
  const int64_t tiles = rowTiles * spec.output.height * plan.tilesPerGroup;
  out.split(channel, channelTile, inTile, tile.blocks)
      .split(x, columnTile, column, pixels, TailStrategy::ShiftInwards)
      .split(column, vector, column, std::gcd(pixels, tile.lanes))
      .reorder(column, vector, inTile, columnTile, y, channelTile)
      .vectorize(column)
      .unroll(vector)
      .unroll(inTile)
      .fuse(columnTile, y, rows)
      .fuse(rows, channelTile, all)
      .never_partition_all();
  Var level = intoTasks(out, all, tiles, work);
  pinOutput(out, spec.output);

  sum.compute_at(out, level).store_in(MemoryType::Stack).bound_extent(x, pixels).bound_extent(y, 1);
  sum.bound_extent(channel, tile.blocks).unroll(x).unroll(channel);
  sum.update().reorder(lane, x, y, channel).unroll(x).unroll(channel).atomic().vectorize(lane);
  LaneOutput place{.output = out, .level = level, .valueWidth = tile.width, .valueHeight = 1};
  keepInRegisters(value, place, tile);
  std::string name = "lane sum " + std::to_string(tile.blocks) + "x" + std::to_string(tile.width);
  if (tile.phases > 1)
    name += "x" + std::to_string(tile.phases);
  return {out, name + ", " + std::to_string(taskCount(tiles, work)) + " tasks"};
}

} // namespace evenstride::kernels
