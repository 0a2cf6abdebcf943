// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The choice between direct and Winograd's convolution, of m and of groups, by estimated cycles; and the weights.
#include "kernels/Canonical.h"
#include "kernels/ConvPlan.h"
#include "kernels/Winograd.h"
#include "kernels/WinogradMatrices.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

namespace evenstride::kernels {

namespace {

int64_t ceilDivide(int64_t a, int64_t b) { return (a + b - 1) / b; }

// Pools of which whole windows lie in every tile.
bool poolsInTiles(const FusedPool &pool, int m) {
  const Window2D &w = pool.window;
  for (int axis = 0; axis < 2; ++axis)
    if (w.stride[axis] != w.kernel[axis] || w.pad[axis] != 0 || w.pad[axis + 2] != 0 || m % w.kernel[axis] != 0 ||
        w.dilation[axis] != 1)
      return false;
  return true;
}

bool isPossible(const KernelSpec &spec, int m) {
  const Window2D &w = spec.window;
  const Layout &in = spec.inputs[0];
  const int lanes = spec.target->vectorFloats;
  const bool square = w.kernel[0] == w.kernel[1] && w.stride[0] == 1 && w.stride[1] == 1;
  const bool dilated = w.dilation[0] > 1 || w.dilation[1] > 1;
  const bool sized = w.kernel[0] == 3 || (w.kernel[0] == 5 && m <= 4); // 4 to 8 products along an axis
  const bool wholeGroups =
      in.channels / spec.groups % lanes == 0 && (spec.groups == 1 || spec.output.channels / spec.groups % lanes == 0);
  return spec.family == Family::Conv && square && sized && wholeGroups && !in.bytes && in.block == lanes &&
         spec.output.block == lanes && (!spec.pool || (!dilated && poolsInTiles(*spec.pool, m)));
}

// Cycles besides the products, for a vector of channels of one tile: estimates, from what whole layers took beyond
// their products on Zen 4, for cores of two multiply-adds a cycle. No profile stands behind them.
struct TransformCycles {
  double input, output;
};
TransformCycles transformCycles(const WinogradPlan &plan) {
  switch (plan.size()) {
  case 4:
    return {50, 35};
  case 6:
    return {130, plan.m == 4 ? 110.0 : 65.0};
  default:
    return {270, plan.m == 6 ? 220.0 : 150.0};
  }
}

struct Estimate {
  WinogradPlan plan;
  double cycles = std::numeric_limits<double>::max();
};

int64_t transformedBytes(const WinogradPlan &plan) {
  return plan.positions() * plan.allInputBlocks() * plan.tile.lanes * plan.groupTiles * int64_t(sizeof(float));
}

double cyclesOf(const KernelSpec &spec, const WinogradPlan &plan) {
  constexpr double thirdLevel = 12, memory = 6; // bytes a cycle
  constexpr int64_t thirdLevelBytes = 24 << 20, secondLevelBytes = 512 << 10;
  const int64_t outputBlocks = plan.channelTiles * plan.tile.blocks;
  TileQuestion q{.target = spec.target, .blocks = outputBlocks, .width = plan.groupTiles};
  q.stepsPerTile = plan.inputChannels();
  double products = static_cast<double>(plan.positions() * plan.inputChannels()) * cyclesPerStep(q, plan.tile);
  const int64_t bytes = winogradSizes(plan).weights * int64_t(sizeof(float));
  if (bytes > secondLevelBytes)
    products = std::max(products, static_cast<double>(bytes) / (bytes > thirdLevelBytes ? memory : thirdLevel));
  const TransformCycles transforms = transformCycles(plan);
  const double perTile = static_cast<double>(plan.allInputBlocks()) * transforms.input +
                         static_cast<double>(outputBlocks) * transforms.output;
  return static_cast<double>(plan.groups) * (products + static_cast<double>(plan.groupTiles) * perTile);
}

// The plan with groups of about so many tiles.
Estimate grouped(const KernelSpec &spec, WinogradPlan plan, int64_t about) {
  TileQuestion q{.target = spec.target, .blocks = ceilDivide(spec.output.blocks(), spec.groups), .width = about};
  q.stepsPerTile = plan.inputChannels();
  q.blocksDivide = spec.groups > 1;
  plan.tile = chooseTile(q);
  plan.groupTiles = ceilDivide(about, plan.tile.width) * plan.tile.width;
  plan.groups = ceilDivide(plan.tiles(), plan.groupTiles);
  plan.channelTiles = ceilDivide(q.blocks, plan.tile.blocks) * spec.groups;
  return {plan, cyclesOf(spec, plan)};
}

Estimate bestOf(const KernelSpec &spec, int m) {
  constexpr int64_t smallest = 8, largest = 21, fewestGroups = 14, mostStreamed = 24 << 20, mostShared = 4 << 20;
  const Extent value = valueExtent(spec);
  WinogradPlan plan;
  plan.m = m;
  plan.taps = static_cast<int>(spec.window.kernel[0]);
  plan.filterGroups = spec.groups;
  plan.dilation = {spec.window.dilation[0], spec.window.dilation[1]};
  plan.rows = ceilDivide(ceilDivide(value.height, plan.dilation[0]), m) * plan.dilation[0];
  plan.columns = ceilDivide(ceilDivide(value.width, plan.dilation[1]), m) * plan.dilation[1];
  plan.tile.lanes = spec.target->vectorFloats;
  plan.inputBlocks = spec.inputs[0].channels / spec.groups / plan.tile.lanes;
  const Estimate whole = grouped(spec, plan, plan.tiles());
  const bool fits = transformedBytes(whole.plan) <= mostShared;
  Estimate best;
  for (int64_t about = smallest; about <= largest; ++about) {
    const Estimate one = grouped(spec, plan, about);
    if ((one.plan.groups >= fewestGroups || !fits) && one.cycles < best.cycles)
      best = one;
  }
  const bool streams = winogradSizes(whole.plan).weights * int64_t(sizeof(float)) > mostStreamed;
  return fits && (streams || best.plan.groups < fewestGroups) ? whole : best;
}

// The part of the cycles of the next simpler algorithm that one may take at most: Winograd's convolution takes more
// memory than plain sums, and tiles of 8 x 8 products are less accurate than those of 6 x 6.
double worthIt(int m, int64_t taps) { return m == 4 && taps == 3 ? 1 : 0.9; }

} // namespace

int64_t WinogradPlan::weightRow(int64_t channelTile, int64_t position, int64_t input) const {
  return (channelTile * positions() + position) * inputChannels() + input;
}

Algorithm winogradAlgorithm(int m) {
  return m == 2 ? Algorithm::Winograd2 : m == 4 ? Algorithm::Winograd4 : Algorithm::Winograd6;
}

std::optional<WinogradPlan> planWinograd(const KernelSpec &spec) {
  if (spec.family != Family::Conv || spec.sums == Sums::Plain || spec.algorithm == Algorithm::Direct)
    return std::nullopt;
  Estimate best;
  bool found = false;
  if (spec.algorithm == Algorithm::Chosen && isPossible(spec, 2))
    best.cycles = directCycles(spec, planConv(spec));
  for (int m : {2, 4, 6}) {
    const bool chosen = spec.algorithm == Algorithm::Chosen;
    if ((!chosen && spec.algorithm != winogradAlgorithm(m)) || !isPossible(spec, m))
      continue;
    const Estimate one = bestOf(spec, m);
    if (one.cycles >= best.cycles * worthIt(m, spec.window.kernel[0]))
      continue;
    best = one;
    found = true;
  }
  return found ? std::optional(best.plan) : std::nullopt;
}

PackedSizes winogradSizes(const WinogradPlan &plan) {
  const int64_t outputs = plan.channelTiles * plan.rowFloats();
  return {.weights = plan.positions() * plan.inputChannels() * outputs, .bias = outputs};
}

void packWinograd(const WinogradPlan &plan, std::span<const float> weights, std::span<float> packed) {
  constexpr int mostProducts = 8, mostTaps = 5; // along an axis
  const Matrix filter = winogradMatrices(plan.m, plan.taps).filter;
  const int size = plan.size(), taps = plan.taps;
  const int64_t inputs = plan.inputChannels(), outputs = int64_t(weights.size()) / (inputs * taps * taps);
  for (int64_t output = 0; output < outputs; ++output)
    for (int64_t input = 0; input < inputs; ++input) {
      const float *of = &weights[(output * inputs + input) * taps * taps];
      std::array<std::array<double, mostTaps>, mostProducts> columns = {}; // transformed along the vertical
      for (int row = 0; row < size; ++row)
        for (int tap = 0; tap < taps * taps; ++tap)
          columns[row][tap % taps] += filter[row][tap / taps] * double(of[tap]);
      float *to = &packed[plan.weightRow(output / plan.rowFloats(), 0, input) * plan.rowFloats()];
      to += output % plan.rowFloats();
      for (int position = 0; position < size * size; ++position, to += inputs * plan.rowFloats())
        *to = float(std::inner_product(filter[position % size].begin(), filter[position % size].end(),
                                       columns[position / size].begin(), 0.0));
    }
}

double winogradCycles(const KernelSpec &spec, const WinogradPlan &plan) { return cyclesOf(spec, plan); }

} // namespace evenstride::kernels
