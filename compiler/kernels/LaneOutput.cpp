// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kernels/LaneOutput.h"

namespace evenstride::kernels {

using Halide::Expr;
using Halide::Func;
using Halide::MemoryType;
using Halide::TailStrategy;
using Halide::Var;

namespace {

// The value after the epilogue and the pool, at a place of the output.
Expr finished(const KernelSpec &spec, const Sources &sources, const LaneValue &value, const Tile &tile,
              const Place &place) {
  auto at = [&](Expr x, Expr y) {
    Place pixel{place.lane, x, y, place.block, place.lanes};
    return applyEpilogue(spec, sources, value.at(pixel, tile), pixel);
  };
  if (!spec.pool)
    return at(place.x, place.y);
  return poolExpression(spec.pool->window, spec.pool->max, place.x, place.y, at);
}

// The loop over the columns of a row in tiles; what is left of it are the loops inside a tile. Tiles of columns overlap
// at the end, but begin with whole columns always; pixels past the row's end are not stored.
void splitRow(Func output, const Var &x, const Tile &tile, const Var &columnTile, const Var &column) {
  Var columns("columns"), phase("phase");
  if (tile.phases > 1)
    output.split(x, columns, phase, tile.phases, TailStrategy::GuardWithIf)
        .unroll(phase)
        .split(columns, columnTile, column, tile.width, TailStrategy::ShiftInwards);
  else
    output.split(x, columnTile, column, tile.width, TailStrategy::ShiftInwards);
}

// Merges the loops over tiles into one and cuts it into tasks.
Var tileLoop(Func output, const KernelSpec &spec, const Tile &tile, const Work &work, const std::vector<Var> &loops) {
  Var rows("rows"), all("all");
  output.fuse(loops[0], loops[1], rows).fuse(rows, loops[2], all).never_partition_all();
  return intoTasks(output, all, rowTiles(spec, tile) * spec.output.height * channelTiles(spec, tile), work);
}

LaneOutput blockedOutput(const KernelSpec &spec, const Sources &sources, const LaneValue &value, const Tile &tile,
                         const Work &work) {
  LaneOutput result;
  Var lane("lane"), x("x"), y("y"), block("block"), inTile("in_tile"), channelTile("channel_tile");
  Var column("column"), columnTile("column_tile");
  Func out = result.output = sources.func("output");
  out(lane, x, y, block) = finished(spec, sources, value, tile, Place{lane, x, y, block, tile.lanes});
  // A channel tile that reaches past the last block computes on zero weights; its store is skipped.
  splitRow(out, x, tile, columnTile, column);
  out.split(block, channelTile, inTile, tile.blocks, TailStrategy::GuardWithIf)
      .reorder(lane, inTile, column, columnTile, y, channelTile)
      .vectorize(lane)
      .unroll(inTile)
      .unroll(column);
  result.level = tileLoop(out, spec, tile, work, {columnTile, y, channelTile});
  return result;
}

// Planes of channels: the tile is computed as vectors over channels, put on the stack and stored channel by channel.
LaneOutput planarOutput(const KernelSpec &spec, const Sources &sources, const LaneValue &value, const Tile &tile,
                        const Work &work) {
  LaneOutput result;
  const bool late = hasBinaryStep(spec) && !spec.pool; // operands are mostly planar like the output: read them there
  KernelSpec bare = spec;
  bare.epilogue.clear();

  LaneValue staged(sources.func("staged")); // whose x counts pixels
  Place place = staged.place(tile);
  staged.func(staged.args()) = finished(late ? bare : spec, sources, value, tile, place);

  Var x("x"), y("y"), channel("channel"), inTile("in_tile"), channelTile("channel_tile");
  Var column("column"), columnTile("column_tile");
  const int lanes = tile.lanes, tileChannels = tile.lanes * tile.blocks;
  Func out = result.output = sources.func("output");
  Expr element = staged.func(channel % lanes, x, y, channel / lanes % tile.blocks, channel / tileChannels);
  out(x, y, channel) = late ? applyEpilogue(spec, sources, element, channel, x, y) : element;
  splitRow(out, x, tile, columnTile, column);
  out.split(channel, channelTile, inTile, tileChannels, TailStrategy::GuardWithIf)
      .reorder(column, inTile, columnTile, y, channelTile);
  constexpr int worthAVector = 4;
  tile.width >= worthAVector &&tile.phases == 1 ? out.vectorize(column) : out.unroll(column);
  result.level = tileLoop(out, spec, tile, work, {columnTile, y, channelTile});

  staged.func.compute_at(out, result.level).store_in(MemoryType::Stack);
  staged.func.bound(staged.lane, 0, lanes).bound(staged.block, 0, tile.blocks).bound_extent(staged.tile, 1);
  staged.func.bound_extent(staged.x, tile.pixels()).bound_extent(staged.y, 1);
  unrollTile(staged.func, staged);
  return result;
}

} // namespace

int64_t valueWidth(const KernelSpec &spec, int width) {
  if (!spec.pool)
    return width;
  const Window2D &w = spec.pool->window;
  return (width - 1) * w.stride[1] + (w.kernel[1] - 1) * w.dilation[1] + 1;
}

int64_t valueHeight(const KernelSpec &spec) {
  return spec.pool ? (spec.pool->window.kernel[0] - 1) * spec.pool->window.dilation[0] + 1 : 1;
}

int64_t rowTiles(const KernelSpec &spec, const Tile &tile) {
  const int64_t columns = (spec.output.width + tile.phases - 1) / tile.phases;
  return (columns + tile.width - 1) / tile.width;
}

int64_t channelTiles(const KernelSpec &spec, const Tile &tile) {
  const int64_t tileChannels = int64_t(tile.lanes) * tile.blocks;
  return (spec.output.channels + tileChannels - 1) / tileChannels;
}

LaneOutput finishLanes(const KernelSpec &spec, const Sources &sources, const LaneValue &value, const Tile &tile,
                       const Work &work) {
  LaneOutput result = spec.output.block == tile.lanes ? blockedOutput(spec, sources, value, tile, work)
                                                      : planarOutput(spec, sources, value, tile, work);
  pinOutput(result.output, spec.output);
  result.valueWidth = valueWidth(spec, tile.width);
  result.valueHeight = valueHeight(spec);
  result.tasks = taskCount(rowTiles(spec, tile) * spec.output.height * channelTiles(spec, tile), work);
  return result;
}

void keepInRegisters(const LaneValue &value, const LaneOutput &output, const Tile &tile) {
  keepInRegisters(value, Halide::LoopLevel(output.output, output.level), tile, output.valueWidth, output.valueHeight);
}

void keepInRegisters(const LaneValue &value, const Halide::LoopLevel &level, const Tile &tile, int64_t width,
                     int64_t height) {
  Func func = value.func;
  func.compute_at(level).store_in(MemoryType::Register);
  func.bound(value.lane, 0, tile.lanes).bound(value.block, 0, tile.blocks).bound_extent(value.tile, 1);
  if (value.phases > 1)
    func.bound(value.phase, 0, value.phases);
  func.bound_extent(value.x, constant(width)).bound_extent(value.y, constant(height));
  unrollTile(func, value);
}

void unrollTile(Halide::Stage stage, const LaneValue &value) {
  stage.vectorize(value.lane).unroll(value.block).unroll(value.x).unroll(value.y);
  if (value.phases > 1)
    stage.unroll(value.phase);
}

} // namespace evenstride::kernels
