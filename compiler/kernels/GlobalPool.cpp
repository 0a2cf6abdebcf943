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
struct PlaneSums {
  Func partial, sum;
  Var lane{"lane"}, channel{"channel"};
  RDom chunks;
  int vector = 1;

  PlaneSums(const KernelSpec &spec, const Sources &sources);
  void computeAt(Func out, Var level);
};

PlaneSums::PlaneSums(const KernelSpec &spec, const Sources &sources)
    : partial(sources.func("partial")), sum(sources.func("sum")), vector(rowVector(spec, spec.inputs[0].width)) {
  const Layout &in = spec.inputs[0];
  const int64_t vectors = in.width / vector, left = in.width % vector;
  chunks = RDom(0, constant(vectors), 0, constant(in.height));
  RDom lanes(0, vector);
  partial(lane, channel) = 0.0f;
  partial(lane, channel) += sources.input().channel(channel, chunks.x * vector + lane, chunks.y);
  sum(channel) = 0.0f;
  sum(channel) += partial(lanes, channel);
  if (left > 0) {
    RDom rest(0, constant(left), 0, constant(in.height));
    sum(channel) += sources.input().channel(channel, constant(vectors * vector) + rest.x, rest.y);
  }
}

void PlaneSums::computeAt(Func out, Var level) {
  sum.compute_at(out, level).store_in(MemoryType::Stack);
  partial.compute_at(out, level).store_in(MemoryType::Stack).vectorize(lane, vector);
  partial.update().reorder(lane, chunks.x, chunks.y, channel).vectorize(lane, vector);
}

BuiltKernel buildAlongRows(const KernelSpec &spec, Sources &sources) {
  const Layout &in = spec.inputs[0];
  PlaneSums sums(spec, sources);
  const auto elements = static_cast<float>(in.height * in.width);
  const std::string name = "global average along rows, ";
  if (spec.output.block == 1) {
    RowValue mean(sources.func("mean"));
    mean.func(mean.args()) = sums.sum(mean.channel) / elements;
    RowOutput output = finishRows(spec, sources, mean, workOf(in));
    sums.computeAt(output.output, output.level);
    return {output.output, name + std::to_string(output.tasks) + " tasks"};
  }
  const Tile tile{spec.output.block, 1, 1};
  LaneValue mean(sources.func("mean"));
  Expr channel = min(mean.tile * tile.lanes + mean.lane, constant(in.channels - 1));
  mean.func(mean.args()) = sums.sum(channel) / elements;
  LaneOutput output = finishLanes(spec, sources, mean, tile, workOf(in));
  sums.computeAt(output.output, output.level);
  return {output.output, name + std::to_string(output.tasks) + " tasks"};
}

} // namespace

BuiltKernel buildGlobalPool(const KernelSpec &spec, Sources &sources) {
  return spec.inputs[0].block == 1 ? buildAlongRows(spec, sources) : buildOverLanes(spec, sources);
}

} // namespace evenstride::kernels
