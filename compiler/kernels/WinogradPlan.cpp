// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The choice between direct and Winograd's convolution, of m and of groups, by estimated cycles.
#include "kernels/Canonical.h"
#include "kernels/ConvPlan.h"
#include "kernels/Winograd.h"

#include <algorithm>
#include <array>
#include <limits>

namespace evenstride::kernels {

namespace {

int64_t ceilDivide(int64_t a, int64_t b) { return (a + b - 1) / b; }

// Pools of which whole windows lie in every tile.
bool poolsInTiles(const FusedPool &pool, const std::array<WinogradAxis, 2> &axes) {
  const Window2D &w = pool.window;
  for (int axis = 0; axis < 2; ++axis)
    if (w.stride[axis] != w.kernel[axis] || w.pad[axis] != 0 || w.pad[axis + 2] != 0 ||
        axes[axis].m % w.kernel[axis] != 0 || w.dilation[axis] != 1)
      return false;
  return true;
}

// Tiles of m outputs along each axis of several taps, without their number.
std::array<WinogradAxis, 2> axesOf(const Window2D &w, int m) {
  std::array<WinogradAxis, 2> axes;
  for (int axis = 0; axis < 2; ++axis)
    axes[axis] = {.m = w.kernel[axis] > 1 ? m : 1,
                  .kernel = static_cast<int>(w.kernel[axis]),
                  .stride = static_cast<int>(w.stride[axis]),
                  .dilation = w.dilation[axis]};
  return axes;
}

// Errors of both axes multiply: up to 9 products along each of two, 10 along a single one.
bool hasForm(const std::array<WinogradAxis, 2> &axes) {
  const int most = axes[0].kernel > 1 && axes[1].kernel > 1 ? 9 : 10;
  auto isSized = [&](const WinogradAxis &axis) {
    const bool known = axis.size() <= 6 || axis.size() >= 8;
    return axis.kernel == 1 || (axis.taps() > 1 && known && axis.size() <= most);
  };
  auto isPlaced = [](const WinogradAxis &axis) { return axis.stride == 1 || (axis.stride == 2 && axis.dilation == 1); };
  return axes[0].kernel * axes[1].kernel > 1 && std::ranges::all_of(axes, isSized) &&
         std::ranges::all_of(axes, isPlaced);
}

bool isPossible(const KernelSpec &spec, int m) {
  const Window2D &w = spec.window;
  const Layout &in = spec.inputs[0];
  const int lanes = spec.target->vectorFloats;
  const std::array<WinogradAxis, 2> axes = axesOf(w, m);
  const bool dilated = w.dilation[0] > 1 || w.dilation[1] > 1;
  const bool wholeGroups =
      in.channels / spec.groups % lanes == 0 && (spec.groups == 1 || spec.output.channels / spec.groups % lanes == 0);
  return spec.family == Family::Conv && hasForm(axes) && wholeGroups && !in.bytes && in.block == lanes &&
         spec.output.block == lanes && (!spec.pool || (!dilated && poolsInTiles(*spec.pool, axes)));
}

// Cycles besides the products, for a vector of channels of one tile: estimates, from what whole layers took beyond
// their products on Zen 4, for cores of two multiply-adds a cycle. No profile stands behind them.
struct TransformCycles {
  double input = 0, output = 0;
};

// Of one line of a tile along the axis.
TransformCycles lineCycles(const WinogradAxis &axis) {
  if (axis.kernel == 1)
    return {};
  constexpr std::array<double, 11> input = {0, 0, 0, 4.5, 6.25, 8.5, 10.8, 0, 17, 19.5, 32}; // by size
  const int size = axis.size();
  return {.input = input[size], .output = 1.45 * axis.m + size - 1};
}

TransformCycles transformCycles(const WinogradPlan &plan) {
  const auto &[vertical, horizontal] = plan.axes;
  const TransformCycles column = lineCycles(vertical), row = lineCycles(horizontal);
  return {.input = column.input * horizontal.size() + row.input * vertical.size(),
          .output = column.output * horizontal.size() + row.output * vertical.m};
}

struct Estimate {
  WinogradPlan plan;
  double cycles = std::numeric_limits<double>::max();
};

int64_t transformedBytes(const WinogradPlan &plan) {
  return plan.positions() * plan.allInputBlocks() * plan.tile.lanes * plan.groupTiles * int64_t(sizeof(float));
}

// Of the third level of cache that other cores use too: what one may count on for weights, which all of them read.
int64_t sharedWeights(const support::MachineCosts &costs) { return costs.thirdLevel / 4 * 3; }

double cyclesOf(const KernelSpec &spec, const WinogradPlan &plan, const support::MachineCosts &costs = {}) {
  const int64_t outputBlocks = plan.channelTiles * plan.tile.blocks;
  TileQuestion q{.target = spec.target, .blocks = outputBlocks, .width = plan.groupTiles, .costs = costs};
  q.stepsPerTile = plan.inputChannels();
  double products = static_cast<double>(plan.products() * plan.inputChannels()) * cyclesPerStep(q, plan.tile);
  const int64_t bytes = winogradSizes(plan).weights * int64_t(sizeof(float));
  if (bytes > costs.secondLevel / 2)
    products = std::max(products, static_cast<double>(bytes) /
                                      (bytes > sharedWeights(costs) ? costs.memoryBytes : costs.thirdLevelBytes));
  const TransformCycles transforms = transformCycles(plan);
  const double perTile = static_cast<double>(plan.allInputBlocks()) * transforms.input +
                         static_cast<double>(outputBlocks) * transforms.output;
  return static_cast<double>(plan.groups) * (products + static_cast<double>(plan.groupTiles) * perTile);
}

// Where all tiles are one group, tasks are ranges of output channels: narrower ones where these are few and that costs
// nothing.
Tile narrowed(const TileQuestion &q, const Tile &best, int64_t filterGroups) {
  constexpr int64_t fewestTasks = 8;
  const double cycles = cyclesPerStep(q, best);
  Tile tile = best;
  for (Tile next = best; next.blocks > 1 && ceilDivide(q.blocks, tile.blocks) * filterGroups < fewestTasks;) {
    --next.blocks;
    if ((!q.blocksDivide || q.blocks % next.blocks == 0) && cyclesPerStep(q, next) <= cycles)
      tile = next;
  }
  return tile;
}

// The plan with groups of about so many tiles.
Estimate grouped(const KernelSpec &spec, WinogradPlan plan, int64_t about) {
  TileQuestion q{.target = spec.target, .blocks = ceilDivide(spec.output.blocks(), spec.groups), .width = about};
  q.stepsPerTile = plan.inputChannels();
  q.blocksDivide = spec.groups > 1;
  plan.tile = chooseTile(q);
  if (about >= plan.tiles())
    plan.tile = narrowed(q, plan.tile, spec.groups);
  plan.groupTiles = ceilDivide(about, plan.tile.width) * plan.tile.width;
  plan.groups = ceilDivide(plan.tiles(), plan.groupTiles);
  plan.channelTiles = ceilDivide(q.blocks, plan.tile.blocks) * spec.groups;
  return {plan, cyclesOf(spec, plan)};
}

Estimate bestOf(const KernelSpec &spec, int m) {
  constexpr int64_t smallest = 8, largest = 21, fewestGroups = 14, mostShared = 6 << 20;
  const Extent value = valueExtent(spec);
  WinogradPlan plan;
  plan.axes = axesOf(spec.window, m);
  for (WinogradAxis &axis : plan.axes) {
    const int64_t extent = &axis == &plan.axes[0] ? value.height : value.width;
    axis.tiles = ceilDivide(ceilDivide(extent, axis.dilation), axis.m) * axis.dilation;
  }
  plan.filterGroups = spec.groups;
  plan.tile.lanes = spec.target->vectorFloats;
  plan.inputBlocks = spec.inputs[0].channels / spec.groups / plan.tile.lanes;
  if (spec.groupTiles > 0)
    return grouped(spec, plan, std::min(spec.groupTiles, plan.tiles()));
  const Estimate whole = grouped(spec, plan, plan.tiles());
  const bool fits = transformedBytes(whole.plan) <= mostShared;
  Estimate best;
  for (int64_t about = smallest; about <= largest; ++about) {
    const Estimate one = grouped(spec, plan, about);
    if ((one.plan.groups >= fewestGroups || !fits) && one.cycles < best.cycles)
      best = one;
  }
  const bool streams = winogradSizes(whole.plan).weights * int64_t(sizeof(float)) > sharedWeights({});
  return fits && (streams || best.plan.groups < fewestGroups) ? whole : best;
}

// The part of the cycles of the next simpler algorithm that one may take at most: Winograd's convolution takes more
// memory than plain sums, and larger tiles are less accurate than those of F(4, 3).
double worthIt(const WinogradPlan &plan) {
  if (plan.m() == 7)
    return 0.87;
  return plan.m() == 4 && std::max(plan.axes[0].taps(), plan.axes[1].taps()) == 3 ? 1 : 0.9;
}

} // namespace

std::string WinogradPlan::name() const {
  auto by = [](int64_t a, int64_t b) { return std::to_string(a) + "x" + std::to_string(b); };
  std::string filter = by(axes[0].kernel, axes[1].kernel);
  if (axes[0].stride * axes[1].stride > 1)
    filter += " by " + by(axes[0].stride, axes[1].stride);
  const std::string some = std::to_string(groupTiles) + " tiles";
  return "winograd " + by(axes[0].m, axes[1].m) + (filter == "3x3" ? "" : " of " + filter) + " " +
         by(tile.blocks, tile.width) + ", " +
         (groups == 1 ? some + " at once" : std::to_string(groups) + " groups of " + some);
}

Algorithm winogradAlgorithm(int m) {
  return m == 2   ? Algorithm::Winograd2
         : m == 4 ? Algorithm::Winograd4
         : m == 6 ? Algorithm::Winograd6
                  : Algorithm::Winograd7;
}

std::optional<WinogradPlan> planWinograd(const KernelSpec &spec) {
  if (spec.family != Family::Conv || spec.sums == Sums::Plain || spec.algorithm == Algorithm::Direct)
    return std::nullopt;
  const bool chosen = spec.algorithm == Algorithm::Chosen;
  Estimate best;
  bool found = false;
  if (chosen)
    best.cycles = directCycles(spec, planConv(spec), {});
  for (int m : {2, 4, 6, 7}) {
    if ((!chosen && spec.algorithm != winogradAlgorithm(m)) || !isPossible(spec, m))
      continue;
    const Estimate one = bestOf(spec, m);
    if (one.cycles >= best.cycles * worthIt(one.plan))
      continue;
    best = one;
    found = true;
  }
  return found ? std::optional(best.plan) : std::nullopt;
}

double winogradCycles(const KernelSpec &spec, const WinogradPlan &plan, const support::MachineCosts &costs) {
  return cyclesOf(spec, plan, costs);
}

} // namespace evenstride::kernels
