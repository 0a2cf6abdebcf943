// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The choice between direct and Winograd's convolution, of m and of groups, by estimated cycles; and the weights.
#include "kernels/Canonical.h"
#include "kernels/ConvPlan.h"
#include "kernels/Winograd.h"
#include "kernels/WinogradMatrices.h"

#include <algorithm>
#include <array>
#include <limits>

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
  const bool plain3x3 = w.kernel[0] == 3 && w.kernel[1] == 3 && w.stride[0] == 1 && w.stride[1] == 1 &&
                        w.dilation[0] == 1 && w.dilation[1] == 1;
  return spec.family == Family::Conv && plain3x3 && spec.groups == 1 && !in.bytes && in.block == lanes &&
         in.channels % lanes == 0 && spec.output.block == lanes && (!spec.pool || poolsInTiles(*spec.pool, m));
}

// Cycles besides the products, for a vector of channels of one tile: estimates, from what whole layers took beyond
// their products on Zen 4, for cores of two multiply-adds a cycle. No profile stands behind them.
struct TransformCycles {
  double input, output;
};
TransformCycles transformCycles(int m) {
  switch (m) {
  case 2:
    return {50, 35};
  case 4:
    return {130, 110};
  default:
    return {270, 220};
  }
}

struct Estimate {
  WinogradPlan plan;
  double cycles = std::numeric_limits<double>::max();
};

int64_t transformedBytes(const WinogradPlan &plan) {
  return plan.positions() * plan.inputChannels() * plan.groupTiles * int64_t(sizeof(float));
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
  const TransformCycles transforms = transformCycles(plan.m);
  const double perTile =
      static_cast<double>(plan.inputBlocks) * transforms.input + static_cast<double>(outputBlocks) * transforms.output;
  return static_cast<double>(plan.groups) * (products + static_cast<double>(plan.groupTiles) * perTile);
}

// The plan with groups of about so many tiles.
Estimate grouped(const KernelSpec &spec, WinogradPlan plan, int64_t about) {
  TileQuestion q{.target = spec.target, .blocks = spec.output.blocks(), .width = about};
  q.stepsPerTile = plan.inputChannels();
  plan.tile = chooseTile(q);
  plan.groupTiles = ceilDivide(about, plan.tile.width) * plan.tile.width;
  plan.groups = ceilDivide(plan.tiles(), plan.groupTiles);
  plan.channelTiles = ceilDivide(spec.output.blocks(), plan.tile.blocks);
  return {plan, cyclesOf(spec, plan)};
}

Estimate bestOf(const KernelSpec &spec, int m) {
  constexpr int64_t smallest = 8, largest = 21, fewestGroups = 14, mostStreamed = 24 << 20, mostShared = 4 << 20;
  const Extent value = valueExtent(spec);
  WinogradPlan plan;
  plan.m = m;
  plan.rows = ceilDivide(value.height, m);
  plan.columns = ceilDivide(value.width, m);
  plan.tile.lanes = spec.target->vectorFloats;
  plan.inputBlocks = spec.inputs[0].channels / plan.tile.lanes;
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
// memory than plain sums, and tiles of 6 are less accurate than those of 4.
double worthIt(int m) { return m == 4 ? 1 : 0.9; }

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
    if (one.cycles >= best.cycles * worthIt(m))
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
  constexpr int most = 8; // positions along an axis
  const Matrix filter = winogradMatrices(plan.m).filter;
  const int64_t inputs = plan.inputChannels(), outputs = int64_t(weights.size()) / (inputs * 9);
  const int size = plan.m + 2;
  for (int64_t output = 0; output < outputs; ++output)
    for (int64_t input = 0; input < inputs; ++input) {
      const float *taps = &weights[(output * inputs + input) * 9];
      std::array<std::array<double, 3>, most> columns = {}; // transformed along the vertical
      for (int row = 0; row < size; ++row)
        for (int tap = 0; tap < 9; ++tap)
          columns[row][tap % 3] += filter[row][tap / 3] * double(taps[tap]);
      float *to = &packed[plan.weightRow(output / plan.rowFloats(), 0, input) * plan.rowFloats()];
      to += output % plan.rowFloats();
      for (int position = 0; position < size * size; ++position, to += inputs * plan.rowFloats()) {
        const std::array<double, 3> &column = columns[position / size];
        const std::vector<double> &horizontal = filter[position % size];
        *to = float(horizontal[0] * column[0] + horizontal[1] * column[1] + horizontal[2] * column[2]);
      }
    }
}

double winogradCycles(const KernelSpec &spec, const WinogradPlan &plan) { return cyclesOf(spec, plan); }

} // namespace evenstride::kernels
