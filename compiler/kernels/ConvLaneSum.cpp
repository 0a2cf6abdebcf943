// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kernels/ConvLaneSum.h"

#include "kernels/ConvPixel.h"
#include "kernels/LaneReduction.h"

#include <numeric>

namespace evenstride::kernels {

using Halide::Expr;
using Halide::Func;
using Halide::MemoryType;
using Halide::RDom;
using Halide::RVar;
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

// The loops of the output, from the inside. A row is cut into tiles of which the last one is shifted inwards.
struct Loops {
  Loops(const KernelSpec &spec, const ConvPlan &plan) {
    Halide::Region region;
    for (int64_t extent : {int64_t(plan.tile.pixels()), int64_t(plan.tile.blocks), rowTiles(spec, plan.tile),
                           spec.output.height, plan.tilesPerGroup})
      region.emplace_back(0, constant(extent));
    domain = RDom(region, "loops");
    pixel = domain[0], block = domain[1], rowTile = domain[2], y = domain[3], channelTile = domain[4];
  }

  RDom domain;
  RVar pixel, block, rowTile, y, channelTile;
};

// The first column of a tile; a column is a pixel, or one of each phase.
Expr firstColumn(const KernelSpec &spec, const Tile &tile, const Expr &rowTile) {
  return min(rowTile * tile.width, constant(spec.output.width / tile.phases - tile.width));
}

// Vectors of pixels, and all tiles one loop that is cut into tasks; gives the loop over the tiles of one of them.
RVar orderOutput(Func output, const Loops &loops, const Tile &tile, int64_t tiles, const Work &work) {
  RVar inVector("in_vector"), vector("vector"), rows("rows"), all("all");
  output.never_partition_all();
  Halide::Stage stage = output.update();
  stage.split(loops.pixel, vector, inVector, std::gcd(tile.pixels(), tile.lanes))
      .reorder(inVector, vector, loops.block, loops.rowTile, loops.y, loops.channelTile)
      .allow_race_conditions()
      .vectorize(inVector)
      .unroll(vector)
      .unroll(loops.block)
      .fuse(loops.rowTile, loops.y, rows)
      .fuse(rows, loops.channelTile, all);
  return intoTasks(stage, all, tiles, work);
}

} // namespace

BuiltKernel buildLaneSum(const KernelSpec &spec, const ConvPlan &plan, Sources &sources) {
  const PackedSizes sizes = convSizes(spec);
  const Tile &tile = plan.tile;
  sources.pinWeights(int64_t(tile.lanes) * tile.blocks, sizes.weights / (tile.lanes * tile.blocks), sizes.bias);
  LaneValue value = products(spec, plan, sources);

  Var block("block"), rowTile("row_tile"), y("y"), channelTile("channel_tile");
  auto product = [&](const Expr &lane, const Expr &pixel) -> Expr {
    const Expr column = firstColumn(spec, tile, rowTile);
    if (tile.phases == 1)
      return value.func(lane, column + pixel, y, block, channelTile);
    return value.func(lane, pixel % tile.phases, column + pixel / tile.phases, y, block, channelTile);
  };
  LaneReduction reduction(sources, tile.lanes, tile.pixels(), {block, rowTile, y, channelTile}, product);
  Var pixel("pixel"), x("x"), channel("channel");
  Func sum = sources.func("sum"), out = sources.func("output");
  sum(pixel, block, rowTile, y, channelTile) = reduction.sum(pixel);

  const Loops loops(spec, plan);
  Expr atX = firstColumn(spec, tile, loops.rowTile) * tile.phases + loops.pixel;
  Expr atChannel = loops.channelTile * tile.blocks + loops.block;
  Expr result = sources.bias(atChannel) + sum(loops.pixel, loops.block, loops.rowTile, loops.y, loops.channelTile);
  out(x, y, channel) = Halide::undef<float>();
  out(atX, loops.y, atChannel) = applyEpilogue(spec, sources, result, atChannel, atX, loops.y);
  pinOutput(out, spec.output);

  const Work work = convWork(spec, plan.inputChannels);
  const int64_t tiles = rowTiles(spec, tile) * spec.output.height * plan.tilesPerGroup;
  const Halide::LoopLevel level(out, orderOutput(out, loops, tile, tiles, work));
  reduction.schedule(level, tile.blocks);
  keepInRegisters(value, level, tile, tile.width, 1);

  std::string name = "lane sum " + std::to_string(tile.blocks) + "x" + std::to_string(tile.width);
  if (tile.phases > 1)
    name += "x" + std::to_string(tile.phases);
  std::vector<Func> shuffled = reduction.stages();
  shuffled.push_back(value.func);
  return {out, name + ", " + std::to_string(taskCount(tiles, work)) + " tasks", shuffled};
}

} // namespace evenstride::kernels
