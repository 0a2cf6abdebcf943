// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Kernels that only move elements and apply the epilogue to them: elementwise, copies, changes of layout, crops and
// pixel shuffles.
#include "kernels/ConvPlan.h"
#include "kernels/Families.h"
#include "kernels/FusedPool.h"
#include "kernels/RowOutput.h"

#include <algorithm>

namespace evenstride::kernels {

using Halide::Expr;
using Halide::Var;

namespace {

// Where an element of the output comes from.
struct Source {
  Expr channel, x, y;
};

Source sourceOf(const KernelSpec &spec, Expr channel, Expr x, Expr y) {
  if (spec.family != Family::PixelShuffle)
    return {channel, x + constant(spec.offset[1]), y + constant(spec.offset[0])};
  Expr factor = constant(spec.factor);
  return {(channel * factor + y % factor) * factor + x % factor, x / factor, y / factor};
}

Work moveWork(const KernelSpec &spec) {
  double floats = static_cast<double>(spec.output.floats());
  return {.bytes = 4 * floats * static_cast<double>(1 + spec.inputs.size())};
}

Expr laneElement(const KernelSpec &spec, const Sources &sources, const LaneValue &value, const Tile &tile) {
  Place place = value.place(tile);
  if (spec.family == Family::PixelShuffle) {
    Expr channel = min(place.block * tile.lanes + place.lane, constant(spec.output.channels - 1));
    Source source = sourceOf(spec, channel, place.x, place.y);
    return sources.input().channel(source.channel, source.x, source.y);
  }
  Source source = sourceOf(spec, place.lane, place.x, place.y);
  return sources.input().at(Place{place.lane, source.x, source.y, place.block, tile.lanes});
}

BuiltKernel buildOverLanes(const KernelSpec &spec, Sources &sources) {
  TileQuestion q = questionOf(spec);
  q.mostPixels = std::min<int64_t>(q.mostPixels, 8);
  Tile tile = chooseTile(q);
  LaneValue value(sources.func("value"));
  value.func(value.args()) = laneElement(spec, sources, value, tile);
  LaneOutput output = finishAccumulated(spec, sources, value, tile, moveWork(spec));
  return {output.output, "over lanes, " + std::to_string(output.tasks) + " tasks"};
}

// Vectors over every factor-th element of a row, so that what is read is contiguous; together they fill the row.
void interleaveRows(const KernelSpec &spec, const Sources &sources, Halide::Func out, const Work &work) {
  Var x = out.args()[0], y = out.args()[1], channel = out.args()[2];
  Var phase("phase"), column("column"), columnTile("column_tile"), inTile("in_tile"), rows("rows"), all("all");
  const int64_t columns = spec.output.width / spec.factor;
  const int vector = rowVector(spec, columns);
  out.split(x, column, phase, constant(spec.factor))
      .split(column, columnTile, inTile, vector, Halide::TailStrategy::ShiftInwards)
      .reorder(inTile, phase, columnTile, y, channel)
      .vectorize(inTile)
      .unroll(phase)
      .fuse(columnTile, y, rows)
      .fuse(rows, channel, all)
      .never_partition_all();
  intoTasks(out, all, (columns + vector - 1) / vector * spec.output.height * spec.output.channels, work);
  pinOutput(out, spec.output);
}

BuiltKernel buildAlongRows(const KernelSpec &spec, Sources &sources) {
  if (spec.family == Family::PixelShuffle) {
    Var x("x"), y("y"), channel("channel");
    Halide::Func out = sources.func("output");
    Source source = sourceOf(spec, channel, x, y);
    out(x, y, channel) =
        applyEpilogue(spec, sources, sources.input().channel(source.channel, source.x, source.y), channel, x, y);
    interleaveRows(spec, sources, out, moveWork(spec));
    return {out, "interleaved rows"};
  }
  RowValue value(sources.func("value"));
  Source source = sourceOf(spec, value.channel, value.x, value.y);
  value.func(value.args()) = sources.input().channel(source.channel, source.x, source.y);
  RowOutput output = finishRows(spec, sources, value, moveWork(spec));
  return {output.output, "along rows, " + std::to_string(output.tasks) + " tasks"};
}

} // namespace

BuiltKernel buildElementwise(const KernelSpec &spec, Sources &sources) {
  const bool planar = spec.inputs[0].block == 1 || spec.family == Family::PixelShuffle;
  return planar && spec.output.block == 1 && !spec.pool ? buildAlongRows(spec, sources) : buildOverLanes(spec, sources);
}

} // namespace evenstride::kernels
