// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Winograd's convolution in three stages: tiles of input are transformed into scratch memory, for each position of the
// transformed tiles a product of matrices sums over the input channels, and its results are transformed into tiles of
// output with bias, epilogue and pool. The stages follow each other group by group, so that scratch stays in the cache.
#include "kernels/Winograd.h"

#include "kernels/WinogradTiles.h"
#include "kernels/WinogradTransforms.h"

namespace evenstride::kernels {

using Halide::Expr;
using Halide::Func;
using Halide::MemoryType;
using Halide::RDom;
using Halide::RVar;
using Halide::TailStrategy;
using Halide::Var;

namespace {

class Builder {
public:
  Builder(const KernelSpec &spec, const WinogradPlan &plan, Sources &sources)
      : spec(spec), plan(plan), sources(sources), tiles(spec, plan), vertical(plan.axes[0]), horizontal(plan.axes[1]),
        onColumns(winogradMatrices(vertical.m, vertical.taps())),
        onRows(winogradMatrices(horizontal.m, horizontal.taps())), lanes(plan.tile.lanes),
        inRegisters(plan.positions() < 48), columnsDone(sources.func("columns_done")),
        transformed(sources.func("transformed")), sum(sources.func("sum")), products(sources.func("products")),
        rowsDone(sources.func("rows_done")), value(sources.func("value")), output(sources.func("output")) {}

  BuiltKernel build();

private:
  int64_t step(int axis) const { return spec.pool ? spec.pool->window.stride[axis] : 1; }
  Expr phasesAt(const WinogradAxis &axis, const Expr &position) const;
  void defineInput();
  void defineProducts();
  void defineValues();
  Expr finished(const Expr &tile);
  void defineOutput();
  void openLoops();
  void keepTo(const Place &stored, const Expr &tile);

  void scheduleInput();
  void scheduleProducts();
  void scheduleOutput();
  void orderAtOnce(Halide::Stage &stage);
  void orderByGroups(Halide::Stage &stage);

  Work work() const;

  const KernelSpec &spec;
  const WinogradPlan &plan;
  Sources &sources;
  const WinogradTiles tiles;
  const WinogradAxis &vertical, &horizontal;
  const WinogradMatrices onColumns, onRows;
  const int lanes;
  const bool inRegisters; // a whole tile between its two transforms, else on the stack, row by row

  Var lane{"lane"}, tile{"tile"}, block{"block"}, column{"column"}, row{"row"}, x{"x"}, y{"y"}, group{"group"},
      channelTile{"channel_tile"};
  Func columnsDone, transformed; // of the input
  Func sum, products;            // of the sums over channels
  Func rowsDone, value;          // of the output
  Func output;
  RDom loops; // of the output, from the inside, with these parts
  RVar inX, inY, inBlock, inTile, inChannelTile, inGroup;
  int64_t tasks = 1;
};

void Builder::defineInput() {
  Expr number = tiles.numberOf(group, tile);
  Expr source = block, phase = 0;
  if (plan.phases() > 1) {
    phase = block / constant(plan.inputBlocks) % plan.phases();
    source = block / constant(plan.inputBlocks * plan.phases()) * constant(plan.inputBlocks) +
             block % constant(plan.inputBlocks);
  }
  Expr pixelX = tiles.inputPixel(1, number, column, phase % horizontal.phases());
  Expressions pixels, columns;
  for (int i = 0; i < vertical.size(); ++i) {
    Expr pixelY = tiles.inputPixel(0, number, i, phase / horizontal.phases());
    pixels.push_back(sources.input().at(Place{lane, pixelX, pixelY, source, lanes}));
  }
  columnsDone(lane, row, column, tile, block, group) = mux(row, transformInput(onColumns, pixels));
  for (int j = 0; j < horizontal.size(); ++j)
    columns.push_back(columnsDone(lane, row, j, tile, block, group));
  transformed(lane, tile, block, column, row, group) = mux(column, transformInput(onRows, columns));
}

// How many phases have a product at a position.
Expr Builder::phasesAt(const WinogradAxis &axis, const Expr &position) const {
  return axis.isShort() ? select(position == axis.size() - 1, axis.phases() - 1, axis.phases()) : axis.phases();
}

// Sums over input channels, and over phases: r.z those of a row, r.w of a column.
void Builder::defineProducts() {
  RDom r({{0, lanes}, {0, constant(plan.inputBlocks)}, {0, horizontal.phases()}, {0, vertical.phases()}},
         sumOverBlocks);
  Expr ofRow = phasesAt(horizontal, column), ofColumn = phasesAt(vertical, row);
  r.where(r.z < ofRow && r.w < ofColumn);
  Expr panel = channelTile * constant(plan.products()) + row * (vertical.phases() * horizontal.products()) +
               ofColumn * column * horizontal.phases() + r.w * ofRow + r.z;
  Expr weight = sources.weights(block * lanes + lane, panel * constant(plan.inputChannels()) + r.y * lanes + r.x);
  sum(lane, tile, block, column, row, channelTile, group) = 0.0f;
  Expr source = (r.w * horizontal.phases() + r.z) * constant(plan.inputBlocks) + r.y;
  if (plan.filterGroups > 1)
    source +=
        channelTile / constant(plan.channelTiles / plan.filterGroups) * constant(plan.inputBlocks * plan.phases());
  sum(lane, tile, block, column, row, channelTile, group) +=
      weight * transformed(r.x, tile, source, column, row, group);
  products(lane, tile, block, column, row, channelTile, group) =
      sum(lane, tile, block, column, row, channelTile, group);

  constexpr int unrolled = 4;
  RVar outer("outer"), inner("inner");
  sum.update()
      .split(r.x, outer, inner, unrolled)
      .unroll(inner)
      .reorder(lane, block, tile, inner, outer, r.y, r.z, r.w, column, row, channelTile, group)
      .vectorize(lane)
      .unroll(block)
      .unroll(tile);
}

void Builder::defineValues() {
  Expressions rows, columns;
  for (int i = 0; i < vertical.size(); ++i)
    rows.push_back(products(lane, tile, block, column, i, channelTile, group));
  rowsDone(lane, y, column, tile, block, channelTile, group) = mux(y, transformOutput(onColumns, rows));
  for (int j = 0; j < horizontal.size(); ++j)
    columns.push_back(rowsDone(lane, y, j, tile, block, channelTile, group));
  value(lane, x, y, tile, block, channelTile, group) =
      mux(x, transformOutput(onRows, columns)) + sources.bias((channelTile * plan.tile.blocks + block) * lanes + lane);
}

// What is stored at a place of the output, from the values of its tile.
Expr Builder::finished(const Expr &number) {
  Expr firstX = tiles.firstOf(1, number), firstY = tiles.firstOf(0, number);
  auto at = [&](const Expr &pixelX, const Expr &pixelY) {
    Place place{lane, firstX + pixelX * constant(horizontal.dilation), firstY + pixelY * constant(vertical.dilation),
                inChannelTile * plan.tile.blocks + inBlock, lanes};
    Expr own = value(lane, pixelX, pixelY, inTile, inBlock, inChannelTile, inGroup);
    return applyEpilogue(spec, sources, own, place);
  };
  return spec.pool ? poolExpression(spec.pool->window, spec.pool->max, inX, inY, at) : at(inX, inY);
}

// Leaves in the loops what the output has.
void Builder::keepTo(const Place &stored, const Expr &number) {
  if (plan.groups * plan.groupTiles > plan.tiles())
    loops.where(number < constant(plan.tiles()));
  if (plan.channelTiles * plan.tile.blocks > spec.output.blocks())
    loops.where(stored.block < constant(spec.output.blocks()));
  if (vertical.tiles * vertical.m > spec.output.height * step(0))
    loops.where(stored.y < constant(spec.output.height));
  if (horizontal.tiles * horizontal.m > spec.output.width * step(1))
    loops.where(stored.x < constant(spec.output.width));
}

void Builder::openLoops() {
  const int64_t width = horizontal.m / step(1), height = vertical.m / step(0);
  Halide::Region region;
  for (int64_t extent : {width, height, plan.groupTiles, int64_t(plan.tile.blocks), plan.channelTiles, plan.groups})
    region.emplace_back(0, constant(extent));
  loops = RDom(region, "loops");
  inX = loops[0], inY = loops[1], inTile = loops[2];
  inBlock = loops[3], inChannelTile = loops[4], inGroup = loops[5];
}

void Builder::defineOutput() {
  openLoops();
  Expr number = inGroup * constant(plan.groupTiles) + inTile;
  // Tiles hold whole windows of a pool, and dilated convolutions have none.
  Expr firstX = tiles.firstOf(1, number), firstY = tiles.firstOf(0, number);
  const Place stored{lane, firstX / constant(step(1)) + inX * constant(horizontal.dilation),
                     firstY / constant(step(0)) + inY * constant(vertical.dilation),
                     inChannelTile * plan.tile.blocks + inBlock, lanes};
  keepTo(stored, number);
  output(lane, x, y, block) = Halide::undef<float>();
  output(lane, stored.x, stored.y, stored.block) = finished(number);
  pinOutput(output, spec.output);
}

Work Builder::work() const {
  const auto inputs = static_cast<double>(plan.inputChannels());
  const auto products = static_cast<double>(plan.products()) * inputs * static_cast<double>(spec.output.channels);
  return {.flops = 2 * products * static_cast<double>(plan.tiles()), .bytes = 4 * products};
}

void Builder::scheduleInput() {
  transformed.reorder(lane, column, row, tile, block, group).vectorize(lane).unroll(column);
  if (inRegisters)
    transformed.unroll(row);
  transformed.bound(tile, 0, constant(plan.groupTiles)).bound(block, 0, constant(plan.allInputBlocks()));
  transformed.bound(column, 0, horizontal.size()).bound(row, 0, vertical.size());
  transformed.bound_storage(tile, constant(plan.groupTiles | 1));
  columnsDone.compute_at(transformed, tile).store_in(inRegisters ? MemoryType::Register : MemoryType::Stack);
  columnsDone.reorder(lane, row, column, tile, block, group).vectorize(lane).unroll(row);
  if (inRegisters)
    columnsDone.unroll(column);
  columnsDone.bound(row, 0, vertical.size()).bound(column, 0, horizontal.size());
}

void Builder::scheduleProducts() {
  Var inTile("in_tile"), accumulated("accumulated");
  products.bound(lane, 0, lanes).bound(tile, 0, constant(plan.groupTiles)).bound(block, 0, plan.tile.blocks);
  products.bound(column, 0, horizontal.size()).bound(row, 0, vertical.size());
  products.bound_storage(tile, constant(plan.groupTiles | 1));
  products.split(tile, accumulated, inTile, plan.tile.width)
      .reorder(lane, block, inTile, accumulated, column, row, channelTile, group)
      .vectorize(lane)
      .unroll(block)
      .unroll(inTile);
  sum.compute_at(products, accumulated).store_in(MemoryType::Register);
  sum.reorder(lane, block, tile, column, row, channelTile, group).vectorize(lane).unroll(block).unroll(tile);
  sum.bound_extent(tile, plan.tile.width).bound(block, 0, plan.tile.blocks).bound(lane, 0, lanes);
}

void Builder::scheduleOutput() {
  rowsDone.compute_at(output, inTile).store_in(inRegisters ? MemoryType::Register : MemoryType::Stack);
  rowsDone.bound(y, 0, vertical.m).bound(column, 0, horizontal.size());
  rowsDone.reorder(lane, y, column).vectorize(lane).unroll(y);
  value.compute_at(output, inRegisters ? inTile : inY).store_in(MemoryType::Register);
  value.bound(x, 0, horizontal.m).vectorize(lane).unroll(x).unroll(y);
  if (inRegisters) {
    rowsDone.unroll(column);
    value.bound(y, 0, vertical.m);
  } else {
    value.bound_extent(y, constant(step(0)));
  }

  Halide::Stage stage = output.update();
  output.never_partition_all();
  stage.reorder(lane, loops[0], loops[1], loops[2], loops[3], loops[4], loops[5]).allow_race_conditions();
  stage.vectorize(lane).unroll(inX);
  if (inRegisters)
    stage.unroll(inY);
  plan.groups == 1 ? orderAtOnce(stage) : orderByGroups(stage);
}

// All tiles are one group, whose tasks are tiles of input and then output channels.
void Builder::orderAtOnce(Halide::Stage &stage) {
  tasks = taskCount(plan.channelTiles, work());
  transformed.compute_root();
  products.compute_at(output, inChannelTile);
  if (tasks <= 1)
    return;
  // Blocks of channels, cut where there are few: tiles in a row read lines of memory that follow each other.
  constexpr int64_t enough = 16;
  const int64_t parts = std::min((enough + plan.allInputBlocks() - 1) / plan.allInputBlocks(), plan.groupTiles);
  Var part("part"), inPart("in_part"), task("task");
  transformed.split(tile, part, inPart, constant((plan.groupTiles + parts - 1) / parts), TailStrategy::GuardWithIf)
      .reorder(inPart, part, block)
      .fuse(part, block, task)
      .parallel(task);
  columnsDone.compute_at(transformed, inPart);
  stage.parallel(inChannelTile);
}

void Builder::orderByGroups(Halide::Stage &stage) {
  tasks = taskCount(plan.groups, work());
  transformed.compute_at(output, intoTasks(stage, inGroup, plan.groups, work()));
  products.compute_at(output, inChannelTile);
}

BuiltKernel Builder::build() {
  const PackedSizes sizes = winogradSizes(plan);
  sources.pinWeights(plan.rowFloats(), sizes.weights / plan.rowFloats(), sizes.bias);
  defineInput();
  defineProducts();
  defineValues();
  defineOutput();
  scheduleInput();
  scheduleProducts();
  scheduleOutput();
  BuiltKernel kernel{output, plan.name() + ", " + std::to_string(tasks) + " tasks"};
  if (isFar(plan.positions() * plan.allInputBlocks() * plan.groupTiles * lanes))
    kernel.prefetch = Prefetch{transformed.name(), plan.tile.width * lanes};
  return kernel;
}

} // namespace

BuiltKernel buildWinograd(const KernelSpec &spec, const WinogradPlan &plan, Sources &sources) {
  return Builder(spec, plan, sources).build();
}

} // namespace evenstride::kernels
