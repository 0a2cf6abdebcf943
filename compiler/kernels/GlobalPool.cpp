// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The average of each whole plane: sums of rows, then their sum, which keeps long sums accurate.
#include "kernels/Families.h"
#include "kernels/LaneOutput.h"
#include "kernels/RowOutput.h"

#include <algorithm>

namespace evenstride::kernels {

using Halide::Expr;
using Halide::Func;
using Halide::MemoryType;
using Halide::RDom;
using Halide::Var;

namespace {

Work workOf(const Layout &in) { return {.bytes = 4.0 * static_cast<double>(in.channels * in.height * in.width)}; }

BuiltKernel buildOverLanes(const KernelSpec &spec, Sources &sources) {
  const Layout &in = spec.inputs[0];
  const int lanes = spec.target->vectorFloats;
  constexpr int64_t mostBlocks = 4; // independent sums hide the latency of an addition
  const int64_t blocks = (in.channels + lanes - 1) / lanes;
  const Tile tile{lanes, static_cast<int>(blocks % mostBlocks == 0 ? mostBlocks : 1), 1};

  LaneValue row(sources.func("row")), sum(sources.func("sum")), mean(sources.func("mean"));
  RDom column(0, constant(in.width)), line(0, constant(in.height));
  Place place = row.place(tile);
  place.x = column;
  row.func(row.args()) = 0.0f;
  row.func(row.args()) += sources.input().at(place);
  sum.func(sum.args()) = 0.0f;
  sum.func(sum.args()) += row.func(sum.lane, sum.x, line, sum.block, sum.tile);
  mean.func(mean.args()) = sum.func(mean.args()) / static_cast<float>(in.height * in.width);

  LaneOutput output = finishLanes(spec, sources, mean, tile, workOf(in));
  keepInRegisters(sum, output, tile);
  Halide::Stage lines = sum.func.update();
  lines.reorder(sum.lane, sum.block, sum.x, sum.y, line, sum.tile);
  unrollTile(lines, sum);
  row.func.compute_at(sum.func, line).store_in(MemoryType::Register);
  row.func.bound(row.lane, 0, lanes)
      .bound(row.block, 0, tile.blocks)
      .bound_extent(row.tile, 1)
      .bound_extent(row.y, 1)
      .bound_extent(row.x, 1);
  unrollTile(row.func, row);
  Halide::Stage columns = row.func.update();
  columns.reorder(row.lane, row.block, row.x, row.y, column, row.tile);
  unrollTile(columns, row);
  return {output.output, "global average over lanes, " + std::to_string(output.tasks) + " tasks"};
}

// Planes: partial sums in the lanes of a vector along each row, and what is left of the row beside them.
BuiltKernel buildAlongRows(const KernelSpec &spec, Sources &sources) {
  const Layout &in = spec.inputs[0];
  const int vector = rowVector(spec, in.width);
  const int64_t vectors = in.width / vector, left = in.width % vector;
  RowValue mean(sources.func("mean"));
  Var lane("lane"), channel("channel");
  Func partial = sources.func("partial"), sum = sources.func("sum");
  RDom chunks(0, constant(vectors), 0, constant(in.height)), lanes(0, vector);
  partial(lane, channel) = 0.0f;
  partial(lane, channel) += sources.input().channel(channel, chunks.x * vector + lane, chunks.y);
  sum(channel) = 0.0f;
  sum(channel) += partial(lanes, channel);
  if (left > 0) {
    RDom rest(0, constant(left), 0, constant(in.height));
    sum(channel) += sources.input().channel(channel, constant(vectors * vector) + rest.x, rest.y);
  }
  mean.func(mean.args()) = sum(mean.channel) / static_cast<float>(in.height * in.width);
  RowOutput output = finishRows(spec, sources, mean, workOf(in));
  sum.compute_at(output.output, output.level);
  partial.compute_at(output.output, output.level).vectorize(lane, vector);
  partial.update().reorder(lane, chunks.x, chunks.y, channel).vectorize(lane, vector);
  return {output.output, "global average along rows, " + std::to_string(output.tasks) + " tasks"};
}

} // namespace

BuiltKernel buildGlobalPool(const KernelSpec &spec, Sources &sources) {
  return spec.inputs[0].block == 1 ? buildAlongRows(spec, sources) : buildOverLanes(spec, sources);
}

} // namespace evenstride::kernels
