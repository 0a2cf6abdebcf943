// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From a value in lane form to the stores: epilogue, fused pool, tails, tasks and the layout of the output. Families
// that compute vectors over channels define a value and leave the rest to this.
#pragma once

#include "kernels/Epilogue.h"
#include "kernels/Tasks.h"

namespace evenstride::kernels {

/// What one iteration of the tile loop computes: `blocks` vectors of `lanes` channels at `width` columns of a row of
/// the output. A column is a pixel, or `phases` pixels of which the first is a multiple of that.
struct Tile {
  int lanes = 1, blocks = 1, width = 1, phases = 1;

  int pixels() const { return width * phases; }
};

/// A value in lane form: func(lane, x, y, blockInTile, tile) is channel (tile * blocks + blockInTile) * lanes + lane.
/// With phases x counts columns, and func(lane, phase, x, y, blockInTile, tile) is pixel x * phases + phase.
struct LaneValue {
  Halide::Func func;
  Halide::Var lane{"lane"}, phase{"phase"}, x{"x"}, y{"y"}, block{"block"}, tile{"tile"};
  int phases = 1;

  explicit LaneValue(Halide::Func func, int phases = 1) : func(std::move(func)), phases(phases) {}
  std::vector<Halide::Expr> args() const {
    if (phases == 1)
      return {lane, x, y, block, tile};
    return {lane, phase, x, y, block, tile};
  }
  /// The element of channel `at.lane` of block `at.block` at a pixel of the output.
  Halide::Expr at(const Place &at, const Tile &t) const {
    Halide::Expr inTile = at.block % t.blocks, tileOf = at.block / t.blocks;
    if (phases == 1)
      return func(at.lane, at.x, at.y, inTile, tileOf);
    return func(at.lane, at.x % phases, at.x / phases, at.y, inTile, tileOf);
  }
  /// The place of the element in a layout of blocks.
  Place place(const Tile &t) const { return {lane, x, y, tile * t.blocks + block, t.lanes}; }
};

struct LaneOutput {
  Halide::Func output;
  Halide::Var level{"level"};              // the loop over tiles: compute values at it
  int64_t valueWidth = 1, valueHeight = 1; // of the region of values that one tile needs
  int64_t tasks = 1;
};

/// The sizes of the region of values below one tile (more than a row where a pool is fused).
int64_t valueWidth(const KernelSpec &spec, int width);
int64_t valueHeight(const KernelSpec &spec);

/// Number of output tiles along a row.
int64_t rowTiles(const KernelSpec &spec, const Tile &tile);
/// Number of output tiles along the channels.
int64_t channelTiles(const KernelSpec &spec, const Tile &tile);

/// Defines and schedules the output. Pools must lie inside the plane (no border).
LaneOutput finishLanes(const KernelSpec &spec, const Sources &sources, const LaneValue &value, const Tile &tile,
                       const Work &work);

/// Keeps a value in registers for one tile: the pure definition's schedule. Updates follow with unrollTile.
void keepInRegisters(const LaneValue &value, const LaneOutput &output, const Tile &tile);
/// The same at any loop, for a region of width x height values.
void keepInRegisters(const LaneValue &value, const Halide::LoopLevel &level, const Tile &tile, int64_t width,
                     int64_t height);
/// Vectorises and unrolls one stage over the tile.
void unrollTile(Halide::Stage stage, const LaneValue &value);

} // namespace evenstride::kernels
