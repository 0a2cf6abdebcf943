// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Strassen's algorithm in two stages: sums of quarters of the input are written to scratch memory, all at once or for a
// panel of pixels; then for the panel and some output channels the seven products follow each other, each in registers
// from the sum that it adds to, and what others need again waits in memory that stays in the cache.
#include "kernels/Strassen.h"

#include "kernels/Canonical.h"

namespace evenstride::kernels {

using Halide::Expr;
using Halide::Func;
using Halide::MemoryType;
using Halide::RDom;
using Halide::RVar;
using Halide::Var;

namespace {

class Builder {
public:
  Builder(const KernelSpec &spec, const StrassenPlan &plan, Sources &sources)
      : spec(spec), plan(plan), sources(sources), lanes(plan.tile.lanes), stored(sources.func("stored")),
        output(sources.func("output")) {}

  BuiltKernel build();

private:
  bool panelsReachPast() const { return plan.panels() * plan.panelPairs() > plan.pairs(); }
  bool tilesLieInRows() const;
  std::vector<Expr> args() const { return {lane, pair, block, tile, channelTile}; }

  Expr quarter(int pixelHalf, int channelHalf, const Place &of) const;
  std::array<Expr, StrassenPlan::products> leftOf(const Place &of) const;
  bool isStored(int product) const;
  Expr left(int product, const Expr &inBlock, const Expr &pairOf, const Expr &blockOf) const;
  Expr firstPair(const Expr &tile) const;
  void defineStored();

  Func add(const char *name, int product, const Expr &initial);
  Func keep(const char *name, const Func &sum);
  void defineSums();

  Place placeOf(const Expr &pixelHalf, const Expr &half) const;
  void keepTo(const Place &place, const Expr &pixelHalf);
  void defineOutput();
  void scheduleStored();
  void orderAtOnce(Halide::Stage &stage);
  void orderByPanels(Halide::Stage &stage);

  Work work() const;

  const KernelSpec &spec;
  const StrassenPlan &plan;
  Sources &sources;
  const int lanes;

  Var lane{"lane"}, pair{"pair"}, block{"block"}, position{"position"}, tile{"tile"}, channelTile{"channel_tile"},
      x{"x"}, y{"y"};
  Func stored;                    // of the left operands
  std::vector<Func> kept;         // sums that wait for others
  Func c11, t1, t2, c21, m5, c12; // by pair in tile
  Func output;
  RDom loops; // of the output, from the inside, with these parts
  RVar inHalf, inBlock, inPixelHalf, inPair, inTile, inPanel, inChannelTile;
  int64_t tasks = 1;
};

// An element of a quarter of the input; `of.x` counts pixels of a half, and `of.block` blocks.
Expr Builder::quarter(int pixelHalf, int channelHalf, const Place &of) const {
  Expr pixel = pixelHalf ? of.x + constant(plan.pixels - plan.pairs()) : of.x;
  Expr channels = channelHalf ? of.block + constant(plan.inputBlocks) : of.block;
  if (plan.flat)
    return sources.input().at({of.lane, pixel, 0, channels, lanes});
  const Window2D &w = spec.window;
  Expr column = pixel % constant(spec.output.width), row = pixel / constant(spec.output.width);
  return sources.input().at({of.lane, column * constant(w.stride[1]), row * constant(w.stride[0]), channels, lanes});
}

std::array<Expr, StrassenPlan::products> Builder::leftOf(const Place &of) const {
  return strassenLeft(quarter(0, 0, of), quarter(0, 1, of), quarter(1, 0, of), quarter(1, 1, of));
}

// Quarters alone, the first two and the fifth operand, are not, where they can be read in place.
bool Builder::isStored(int product) const { return !plan.flat || (product > 1 && product != 4); }

void Builder::defineStored() {
  Expr existing = panelsReachPast() ? min(pair, constant(plan.pairs() - 1)) : Expr(pair);
  const std::array<Expr, StrassenPlan::products> all = leftOf({lane, existing, y, block, lanes});
  std::vector<Expr> operands;
  for (int product = 0; product < StrassenPlan::products; ++product)
    if (isStored(product))
      operands.push_back(all[product]);
  stored(lane, pair, block, position) = mux(position, operands);
}

// The left operand of a product for a channel, inBlock of blockOf, of a half.
Expr Builder::left(int product, const Expr &inBlock, const Expr &pairOf, const Expr &blockOf) const {
  if (!isStored(product))
    return leftOf({inBlock, pairOf, y, blockOf, lanes})[product];
  int place = 0;
  for (int before = 0; before < product; ++before)
    place += isStored(before);
  return stored(inBlock, pairOf, blockOf, place);
}

// Tiles past the last pair begin earlier.
Expr Builder::firstPair(const Expr &tile) const {
  Expr first = tile * constant(plan.tile.width);
  return panelsReachPast() ? min(first, constant(plan.pairs() - plan.tile.width)) : first;
}

// A product added up in registers, on what it begins with.
Func Builder::add(const char *name, int product, const Expr &initial) {
  Func sum = sources.func(name);
  RDom r({{0, lanes}, {0, constant(plan.inputBlocks)}}, sumOverBlocks);
  Expr weight = sources.weights(block * lanes + lane,
                                (channelTile * StrassenPlan::products + product) * constant(plan.inputChannels()) +
                                    r.y * lanes + r.x);
  sum(args()) = initial;
  sum(args()) += weight * left(product, r.x, firstPair(tile) + pair, r.y);

  constexpr int unrolled = 4;
  RVar outer("outer"), inner("inner");
  sum.store_in(MemoryType::Register);
  sum.bound(lane, 0, lanes).bound(block, 0, plan.tile.blocks).bound(pair, 0, plan.tile.width);
  sum.reorder(lane, block, pair, tile, channelTile).vectorize(lane).unroll(block).unroll(pair);
  sum.update()
      .split(r.x, outer, inner, unrolled)
      .unroll(inner)
      .reorder(lane, block, pair, inner, outer, r.y, tile, channelTile)
      .vectorize(lane)
      .unroll(block)
      .unroll(pair);
  return sum;
}

// A sum in memory, for all tiles of a panel.
Func Builder::keep(const char *name, const Func &sum) {
  Func memory = sources.func(name);
  memory(args()) = sum(args());
  memory.bound(lane, 0, lanes).bound(block, 0, plan.tile.blocks).bound(pair, 0, plan.tile.width);
  memory.bound_extent(tile, constant(plan.panelTiles));
  memory.reorder(lane, block, pair, tile, channelTile).vectorize(lane).unroll(block).unroll(pair);
  Func(sum).compute_at(memory, tile);
  kept.push_back(memory);
  return memory;
}

void Builder::defineSums() {
  Func m2 = keep("m2", add("m2_sum", 0, 0.0f));
  c11 = keep("c11", add("c11_sum", 1, m2(args())));
  t1 = keep("t1", add("t1_sum", 2, m2(args())));
  t2 = keep("t2", add("t2_sum", 3, t1(args())));
  c21 = keep("c21", add("c21_sum", 4, t2(args())));
  m5 = keep("m5", add("m5_sum", 5, 0.0f));
  c12 = add("c12", 6, t1(args()) + m5(args()));
}

// Whether the pixels of a tile are in one row of the output, in both halves.
bool Builder::tilesLieInRows() const {
  return plan.pairs() % plan.tile.width == 0 && spec.output.width % plan.tile.width == 0 &&
         (plan.pixels - plan.pairs()) % plan.tile.width == 0;
}

Place Builder::placeOf(const Expr &pixelHalf, const Expr &half) const {
  Expr tileOf = inPanel * constant(plan.panelTiles) + inTile;
  Expr first = firstPair(tileOf) + pixelHalf * constant(plan.pixels - plan.pairs()),
       width = constant(spec.output.width);
  Expr channels = inChannelTile * plan.tile.blocks + inBlock + half * constant(plan.outputBlocks);
  if (tilesLieInRows())
    return {lane, first % width + inPair, first / width, channels, lanes};
  return {lane, (first + inPair) % width, (first + inPair) / width, channels, lanes};
}

// Leaves in the loops what the output has.
void Builder::keepTo(const Place &place, const Expr &pixelHalf) {
  Expr tileOf = inPanel * constant(plan.panelTiles) + inTile;
  if (plan.panels() * plan.panelTiles > plan.pixelTiles)
    loops.where(tileOf < constant(plan.pixelTiles));
  if (plan.pixels % 2)
    loops.where(pixelHalf == 0 || firstPair(tileOf) + inPair > 0);
  if (plan.channelTiles * plan.tile.blocks > plan.outputBlocks)
    loops.where(inChannelTile * plan.tile.blocks + inBlock < constant(plan.outputBlocks));
}

void Builder::defineOutput() {
  Halide::Region region;
  const int64_t outer[] = {plan.byPanels ? plan.channelTiles : plan.panels(),
                           plan.byPanels ? plan.panels() : plan.channelTiles};
  for (int64_t extent : {int64_t(2), int64_t(plan.tile.blocks), int64_t(2), int64_t(plan.tile.width), plan.panelTiles,
                         outer[0], outer[1]})
    region.emplace_back(0, constant(extent));
  loops = RDom(region, "loops");
  inHalf = loops[0], inBlock = loops[1], inPixelHalf = loops[2], inPair = loops[3];
  inTile = loops[4], inPanel = loops[plan.byPanels ? 6 : 5], inChannelTile = loops[plan.byPanels ? 5 : 6];

  const Place place = placeOf(inPixelHalf, inHalf);
  keepTo(place, inPixelHalf);
  const std::vector<Expr> at = {lane, inPair, inBlock, inPanel * constant(plan.panelTiles) + inTile, inChannelTile};
  Expr value = mux(inPixelHalf * 2 + inHalf, {c11(at), c12(at), c21(at), t2(at) + m5(at)});
  value += sources.bias(place.block * lanes + lane);
  output(lane, x, y, block) = Halide::undef<float>();
  output(lane, place.x, place.y, place.block) = applyEpilogue(spec, sources, value, place);
  pinOutput(output, spec.output);
}

Work Builder::work() const {
  const auto weights = static_cast<double>(StrassenPlan::products * plan.inputChannels() * plan.outputBlocks * lanes);
  return {.flops = 2 * weights * static_cast<double>(plan.pairs()), .bytes = 4 * weights};
}

void Builder::scheduleStored() {
  stored.bound(lane, 0, lanes).bound(block, 0, constant(plan.inputBlocks)).bound(position, 0, plan.stored());
  stored.reorder(lane, position, pair, block).vectorize(lane).unroll(position);
}

// Tasks are blocks of the input, cut where there are few, and then panels for some output channels.
void Builder::orderAtOnce(Halide::Stage &stage) {
  RVar panelOfAll("panel_of_all");
  stage.fuse(inPanel, inChannelTile, panelOfAll);
  const int64_t panels = plan.panels() * plan.channelTiles;
  tasks = taskCount(panels, work());
  const RVar level = intoTasks(stage, panelOfAll, panels, work());
  for (Func &sum : kept)
    sum.compute_at(output, level);
  stored.compute_root().bound(pair, 0, constant(plan.pairs()));
  if (tasks <= 1)
    return;
  constexpr int64_t enough = 16;
  const int64_t parts = std::min((enough + plan.inputBlocks - 1) / plan.inputBlocks, plan.pairs());
  Var part("part"), inPart("in_part"), task("task");
  stored.split(pair, part, inPart, constant((plan.pairs() + parts - 1) / parts), Halide::TailStrategy::GuardWithIf)
      .fuse(part, block, task)
      .parallel(task);
}

void Builder::orderByPanels(Halide::Stage &stage) {
  tasks = taskCount(plan.panels(), work());
  stored.compute_at(output, intoTasks(stage, inPanel, plan.panels(), work()));
  stored.bound_extent(pair, constant(plan.panelPairs()));
  for (Func &sum : kept)
    sum.compute_at(output, inChannelTile);
}

BuiltKernel Builder::build() {
  if (plan.flat)
    sources.inputs[0] = Activation(oneRow(spec.inputs[0]), sources.prefix + "_input0");
  const PackedSizes sizes = strassenSizes(plan);
  sources.pinWeights(plan.rowFloats(), sizes.weights / plan.rowFloats(), sizes.bias);
  defineStored();
  defineSums();
  defineOutput();
  scheduleStored();
  Halide::Stage stage = output.update();
  output.never_partition_all();
  stage.reorder(lane, loops[0], loops[1], loops[2], loops[3], loops[4], loops[5], loops[6]).allow_race_conditions();
  stage.vectorize(lane).unroll(inHalf).unroll(inBlock).unroll(inPixelHalf).unroll(inPair);
  c12.compute_at(output, inTile);
  plan.byPanels ? orderByPanels(stage) : orderAtOnce(stage);
  const std::string panels =
      std::to_string(plan.panels()) + " panels of " + std::to_string(plan.panelPairs()) + " pairs";
  BuiltKernel kernel{output, "strassen " + std::to_string(plan.tile.blocks) + "x" + std::to_string(plan.tile.width) +
                                 ", " + panels + (plan.byPanels ? ", " : " at once, ") + std::to_string(tasks) +
                                 " tasks"};
  if (!plan.byPanels && isFar(plan.stored() * plan.pairs() * plan.inputChannels()))
    kernel.prefetch = Prefetch{stored.name(), plan.tile.width * lanes};
  return kernel;
}

} // namespace

BuiltKernel buildStrassen(const KernelSpec &spec, const StrassenPlan &plan, Sources &sources) {
  return Builder(spec, plan, sources).build();
}

} // namespace evenstride::kernels
