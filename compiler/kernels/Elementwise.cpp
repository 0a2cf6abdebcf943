// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Kernels that only move or blend elements and apply the epilogue to them: elementwise, copies, changes of layout,
// crops, slices, pads, upsamplings and shuffles.
#include "kernels/ConvPlan.h"
#include "kernels/Families.h"
#include "kernels/FusedPool.h"
#include "kernels/Padding.h"
#include "kernels/RowOutput.h"

#include <algorithm>

namespace evenstride::kernels {

using Halide::cast;
using Halide::Expr;
using Halide::select;
using Halide::Var;

namespace {

// Families whose channels change places; in the others a channel's pixels come from that channel.
bool movesChannels(const KernelSpec &spec) {
  return spec.family == Family::PixelShuffle || spec.family == Family::PixelUnshuffle ||
         spec.family == Family::ChannelShuffle;
}

// The element of the input that such a family puts at a place of the output.
Expr elsewhere(const KernelSpec &spec, const Activation &input, const Expr &channel, const Expr &x, const Expr &y) {
  Expr factor = constant(spec.factor), square = constant(spec.factor * spec.factor);
  Expr groups = constant(spec.groups), each = constant(spec.output.channels / spec.groups);
  switch (spec.family) {
  case Family::PixelShuffle:
    return input.channel((channel * factor + y % factor) * factor + x % factor, x / factor, y / factor);
  case Family::PixelUnshuffle:
    return input.channel(channel / square, x * factor + channel % factor, y * factor + channel / factor % factor);
  default:
    return input.channel(channel % groups * each + channel / groups, x, y);
  }
}

Expr clampTo(const Expr &at, int64_t extent) { return clamp(at, 0, constant(extent - 1)); }

// The elements of an axis between which an output of a bilinear upsampling lies, and the share of the second. Centres
// of pixels are at half coordinates: output x is at (2 * x + 1 - factor) / (2 * factor).
struct Between {
  Between(const Expr &output, int64_t factor, int64_t extent) {
    Expr numerator = output * 2 + constant(1 - factor), denominator = constant(2 * factor);
    first = clampTo(numerator / denominator, extent); // rounds down, also below 0
    second = clampTo(numerator / denominator + 1, extent);
    share = cast<float>(numerator % denominator) / static_cast<float>(2 * factor);
  }
  Expr first, second, share;
};

// What the other families make of one channel, whose element at (x, y) is `read(x, y)`.
template <typename Read> Expr sampled(const KernelSpec &spec, const Expr &x, const Expr &y, Read read) {
  const Layout &in = spec.inputs[0];
  Expr left = constant(spec.offset[2]), top = constant(spec.offset[1]);
  const int64_t down = spec.window.stride[0], across = spec.window.stride[1]; // by which upsamplings grow
  switch (spec.family) {
  case Family::Crop:
    return read(x + left, y + top);
  case Family::Pad:
  case Family::PadReflect:
  case Family::PadReplicate: {
    PaddedPlace place = placeInImage(spec, x, y);
    Expr element = read(place.x, place.y);
    return place.isImage.defined() ? select(place.isImage, element, static_cast<float>(spec.value)) : element;
  }
  case Family::Upsample:
    return read(x / constant(across), y / constant(down));
  case Family::UpsampleBilinear: {
    // Nothing is blended along an axis whose size stays the same.
    auto row = [&](const Expr &at) {
      Between columns(x, across, in.width);
      return across == 1 ? read(x, at)
                         : (1.0f - columns.share) * read(columns.first, at) + columns.share * read(columns.second, at);
    };
    Between rows(y, down, in.height);
    return down == 1 ? row(y) : (1.0f - rows.share) * row(rows.first) + rows.share * row(rows.second);
  }
  default:
    return read(x, y);
  }
}

Work moveWork(const KernelSpec &spec) {
  double floats = static_cast<double>(spec.output.floats());
  return {.bytes = 4 * floats * static_cast<double>(1 + spec.inputs.size())};
}

Expr laneElement(const KernelSpec &spec, const Sources &sources, const LaneValue &value, const Tile &tile) {
  const Activation &input = sources.input();
  Place place = value.place(tile);
  Expr channel = place.block * tile.lanes + place.lane;
  if (spec.output.channels % tile.lanes != 0)
    channel = min(channel, constant(spec.output.channels - 1));
  if (movesChannels(spec))
    return elsewhere(spec, input, channel, place.x, place.y);
  const int64_t before = spec.offset[0];
  return sampled(spec, place.x, place.y, [&](const Expr &x, const Expr &y) {
    if (before % tile.lanes != 0)
      return input.channel(channel + constant(before), x, y);
    return input.at(Place{place.lane, x, y, place.block + constant(before / tile.lanes), tile.lanes});
  });
}

// Where channels change places a tile holds all of them, if registers do: the places of its lanes are known then, and
// reading them becomes a shuffle (Gathers.h).
Tile laneTile(const KernelSpec &spec) {
  constexpr int64_t mostPixels = 8;
  const int64_t registers = spec.target->vectorRegisters * 3 / 4, blocks = spec.output.blocks();
  TileQuestion q = questionOf(spec);
  q.mostPixels = std::min(q.mostPixels, mostPixels);
  if (!movesChannels(spec) || spec.pool || blocks > registers)
    return chooseTile(q);
  const int64_t width = std::min({mostPixels, spec.output.width, registers / blocks});
  return {spec.target->vectorFloats, static_cast<int>(blocks), static_cast<int>(width)};
}

BuiltKernel buildOverLanes(const KernelSpec &spec, Sources &sources) {
  const Tile tile = laneTile(spec);
  LaneValue value(sources.func("value"));
  value.func(value.args()) = laneElement(spec, sources, value, tile);
  LaneOutput output = finishAccumulated(spec, sources, value, tile, moveWork(spec));
  return {output.output, "over lanes, " + std::to_string(output.tasks) + " tasks"};
}

// One element of a planar output.
Expr rowElement(const KernelSpec &spec, const Activation &input, const Expr &channel, const Expr &x, const Expr &y) {
  if (movesChannels(spec))
    return elsewhere(spec, input, channel, x, y);
  auto read = [&](const Expr &atX, const Expr &atY) {
    return input.channel(channel + constant(spec.offset[0]), atX, atY);
  };
  return sampled(spec, x, y, read);
}

// Rows in which factor elements come from one: vectors over every factor-th element, so that what is read is
// contiguous; together they fill the row.
BuiltKernel buildInterleaved(const KernelSpec &spec, Sources &sources) {
  Var x("x"), y("y"), channel("channel");
  Var phase("phase"), column("column"), columnTile("column_tile"), inTile("in_tile"), rows("rows"), all("all");
  Halide::Func out = sources.func("output");
  out(x, y, channel) = applyEpilogue(spec, sources, rowElement(spec, sources.input(), channel, x, y), channel, x, y);
  const int64_t factor = spec.output.width / spec.inputs[0].width;
  const int64_t columns = spec.inputs[0].width;
  const int vector = rowVector(spec, columns);
  out.split(x, column, phase, constant(factor))
      .split(column, columnTile, inTile, vector, rowTail(spec))
      .reorder(inTile, phase, columnTile, y, channel)
      .vectorize(inTile)
      .unroll(phase)
      .fuse(columnTile, y, rows)
      .fuse(rows, channel, all)
      .never_partition_all();
  intoTasks(out, all, (columns + vector - 1) / vector * spec.output.height * spec.output.channels, moveWork(spec));
  pinOutput(out, spec.output);
  return {out, "interleaved rows"};
}

// Rows whose loops over columns are partitioned, so that what comes from the middle of the image is copied in vectors:
// only the first and the last ones are gathered.
BuiltKernel buildPaddedRows(const KernelSpec &spec, Sources &sources) {
  Var x("x"), y("y"), channel("channel"), column("column"), columnTile("column_tile"), rows("rows");
  Halide::Func out = sources.func("output");
  out(x, y, channel) = applyEpilogue(spec, sources, rowElement(spec, sources.input(), channel, x, y), channel, x, y);
  out.split(x, columnTile, column, rowVector(spec, spec.output.width), rowTail(spec))
      .vectorize(column)
      .reorder(column, columnTile, y, channel)
      .fuse(y, channel, rows)
      .never_partition_all()
      .partition(columnTile, Halide::Partition::Auto);
  intoTasks(out, rows, spec.output.height * spec.output.channels, moveWork(spec));
  pinOutput(out, spec.output);
  return {out, "padded rows"};
}

BuiltKernel buildAlongRows(const KernelSpec &spec, Sources &sources) {
  if (spec.family == Family::PixelShuffle || spec.family == Family::Upsample)
    return buildInterleaved(spec, sources);
  if (isPad(spec.family))
    return buildPaddedRows(spec, sources);
  RowValue value(sources.func("value"));
  value.func(value.args()) = rowElement(spec, sources.input(), value.channel, value.x, value.y);
  RowOutput output = finishRows(spec, sources, value, moveWork(spec));
  return {output.output, "along rows, " + std::to_string(output.tasks) + " tasks"};
}

} // namespace

BuiltKernel buildElementwise(const KernelSpec &spec, Sources &sources) {
  const bool planar = spec.inputs[0].block == 1 || movesChannels(spec);
  return planar && spec.output.block == 1 && !spec.pool ? buildAlongRows(spec, sources) : buildOverLanes(spec, sources);
}

} // namespace evenstride::kernels
