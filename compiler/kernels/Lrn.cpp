// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Normalisation of each element by the squares of the channels around it. Over blocks, the squares of a tile and of the
// channels beside it are put on the stack, one behind the other, so that windows that begin between blocks are vectors
// too.
#include "kernels/ConvPlan.h"
#include "kernels/Families.h"
#include "kernels/Numerics.h"
#include "kernels/RowOutput.h"

namespace evenstride::kernels {

using Halide::clamp;
using Halide::Expr;
using Halide::RDom;
using Halide::select;
using Halide::Var;

namespace {

constexpr int64_t mostUnrolled = 9;

int64_t windowSize(const KernelSpec &spec) { return spec.factor; }
int64_t channelsBefore(const KernelSpec &spec) { return windowSize(spec) / 2; }

// x / (k + alpha / size * squares)^beta
Expr normalised(const KernelSpec &spec, const Expr &x, const Expr &squares) {
  const double alpha = spec.numbers[0], beta = spec.numbers[1], k = spec.numbers[2];
  const auto share = static_cast<float>(alpha / static_cast<double>(windowSize(spec)));
  return x * inversePower(squares * share + static_cast<float>(k), beta);
}

Work workOf(const KernelSpec &spec) {
  constexpr double around = 30; // roots and a division
  return {.flops = static_cast<double>(spec.output.floats()) * (2 * static_cast<double>(windowSize(spec)) + around)};
}

Expr isChannel(const Expr &channel, const Layout &layout) {
  return channel >= 0 && channel < constant(layout.channels);
}

BuiltKernel buildOverLanes(const KernelSpec &spec, Sources &sources) {
  const Layout &in = spec.inputs[0];
  const int lanes = spec.target->vectorFloats;
  const Tile tile = chooseTile({.target = spec.target, .width = spec.output.width, .mostPixels = 4});
  Halide::Func squares = sources.func("squares");
  Var channel("channel"), column("column"), row("row");
  Place at{channel % lanes, column, row, clamp(channel / lanes, 0, constant((in.channels - 1) / lanes)), lanes};
  Expr element = sources.input().at(at);
  squares(channel, column, row) = select(isChannel(channel, in), element * element, 0.0f);

  LaneValue value(sources.func("value")), sum(sources.func("sum"));
  RDom r(0, constant(windowSize(spec)));
  Expr own = (sum.tile * tile.blocks + sum.block) * lanes + sum.lane;
  sum.func(sum.args()) = 0.0f;
  sum.func(sum.args()) += squares(own + r - constant(channelsBefore(spec)), sum.x, sum.y);
  value.func(value.args()) = normalised(spec, sources.input().at(value.place(tile)), sum.func(value.args()));

  LaneOutput output = finishLanes(spec, sources, value, tile, workOf(spec));
  keepInRegisters(sum, output, tile);
  Halide::Stage update = sum.func.update();
  update.reorder(sum.lane, sum.block, sum.x, sum.y, r, sum.tile);
  if (windowSize(spec) <= mostUnrolled)
    update.unroll(r);
  unrollTile(update, sum);
  squares.compute_at(output.output, output.level)
      .store_in(Halide::MemoryType::Stack)
      .align_bounds(channel, lanes)
      .bound_extent(column, tile.width)
      .bound_extent(row, 1)
      .vectorize(channel, lanes);
  return {output.output, "lrn over lanes, " + std::to_string(output.tasks) + " tasks"};
}

BuiltKernel buildAlongRows(const KernelSpec &spec, Sources &sources) {
  const Layout &in = spec.inputs[0];
  RowValue value(sources.func("value")), sum(sources.func("sum"));
  RDom r(0, constant(windowSize(spec)));
  Expr other = sum.channel + r - constant(channelsBefore(spec));
  Expr element = sources.input().channel(clamp(other, 0, constant(in.channels - 1)), sum.x, sum.y);
  sum.func(sum.args()) = 0.0f;
  sum.func(sum.args()) += select(isChannel(other, in), element * element, 0.0f);
  value.func(value.args()) =
      normalised(spec, sources.input().channel(value.channel, value.x, value.y), sum.func(value.args()));
  RowOutput output = finishRows(spec, sources, value, workOf(spec));
  sum.func.compute_at(output.output, output.level).vectorize(sum.x, output.width, Halide::TailStrategy::GuardWithIf);
  sum.func.update()
      .reorder(sum.x, sum.y, r, sum.channel)
      .vectorize(sum.x, output.width, Halide::TailStrategy::GuardWithIf);
  return {output.output, "lrn along rows, " + std::to_string(output.tasks) + " tasks"};
}

} // namespace

BuiltKernel buildLrn(const KernelSpec &spec, Sources &sources) {
  const bool rows = spec.inputs[0].block == 1 && spec.output.block == 1;
  return rows ? buildAlongRows(spec, sources) : buildOverLanes(spec, sources);
}

} // namespace evenstride::kernels
