// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The choice between direct convolution and Strassen's algorithm, and of tiles, by estimated cycles; and the weights.
#include "kernels/Canonical.h"
#include "kernels/ConvPlan.h"
#include "kernels/Strassen.h"

#include <algorithm>
#include <limits>

namespace evenstride::kernels {

namespace {

int64_t ceilDivide(int64_t a, int64_t b) { return (a + b - 1) / b; }

int64_t weightBytes(const StrassenPlan &plan) { return strassenSizes(plan).weights * int64_t(sizeof(float)); }

int64_t storedBytes(const StrassenPlan &plan) {
  const int64_t pairs = plan.byPanels ? plan.panelPairs() : plan.pairs();
  return plan.stored() * pairs * plan.inputChannels() * int64_t(sizeof(float));
}

bool isPossible(const KernelSpec &spec) {
  const Layout &in = spec.inputs[0];
  Window2D pointwise;
  for (int axis = 0; axis < 2; ++axis) {
    pointwise.stride[axis] = spec.window.stride[axis];
    pointwise.dilation[axis] = spec.window.dilation[axis];
  }
  const int lanes = spec.target->vectorFloats, halves = 2 * lanes;
  return spec.family == Family::Conv && spec.window == pointwise && spec.groups == 1 && !spec.pool && !in.bytes &&
         in.block == lanes && spec.output.block == lanes && in.channels % halves == 0 &&
         spec.output.channels % halves == 0 && spec.output.height * spec.output.width > 1;
}

// As many tiles as leave least to compute in vain: with one alone, LLVM keeps sums that wait in registers and spills
// accumulators for them (256 to 64 channels: one of the seven loops took twice as long). Eight of 2x7 are 43 KiB.
int64_t panelTilesOf(int64_t pixelTiles, int64_t most) {
  int64_t best = 1;
  for (int64_t tiles = 2; tiles <= std::min(most, pixelTiles); ++tiles)
    if (best == 1 || ceilDivide(pixelTiles, tiles) * tiles <= ceilDivide(pixelTiles, best) * best)
      best = tiles;
  return best;
}

// Cycles besides the products, as they were fitted to whole layers on Zen 4: of the sums of input quarters, for four
// vectors, and of what waits in memory and the sums of the output, likewise.
double cyclesOfSums(const StrassenPlan &plan) {
  const double input = plan.flat ? 10 : 18;
  constexpr double output = 11;
  const auto inputs = static_cast<double>(plan.pairs() * plan.inputBlocks);
  const auto outputs = static_cast<double>(plan.pairs() * plan.outputBlocks);
  return inputs * input + outputs * output;
}

// Where sums meet in the output they want registers beside accumulators: 2x8 took 3 % longer than 2x7.
TileQuestion questionOf(const KernelSpec &spec, const StrassenPlan &plan) {
  return {.target = spec.target,
          .blocks = plan.outputBlocks,
          .width = plan.pairs(),
          .stepsPerTile = plan.inputChannels(),
          .widthDivides = spec.inPlaceOperand >= 0,
          .addressing = spec.target->vectorRegisters == 32 ? 13 : 0};
}

StrassenPlan withTile(StrassenPlan plan, const Tile &tile) {
  plan.tile = tile;
  plan.pixelTiles = ceilDivide(plan.pairs(), tile.width);
  plan.channelTiles = ceilDivide(plan.outputBlocks, tile.blocks);
  constexpr int64_t mostTiles = 8, fewestPanels = 14;
  constexpr int64_t secondLevel = support::MachineCosts{}.secondLevel;
  const int64_t tilesOfMany = std::min(mostTiles, plan.pixelTiles / fewestPanels);
  plan.byPanels = tilesOfMany > 1 && weightBytes(plan) <= secondLevel / 2;
  plan.panelTiles = panelTilesOf(plan.pixelTiles, plan.byPanels ? tilesOfMany : mostTiles);
  return plan;
}

// Of tasks there should be some for every core, and more are no better.
int64_t worthwhileTasks(const StrassenPlan &plan) {
  constexpr int64_t enough = 16;
  return std::min(plan.panels() * plan.channelTiles, enough);
}

StrassenPlan bestOf(const KernelSpec &spec) {
  const Layout &in = spec.inputs[0];
  StrassenPlan plan;
  plan.flat = spec.window.stride[0] == 1 && spec.window.stride[1] == 1 && rowsFollowEachOther(in);
  plan.pixels = spec.output.height * spec.output.width;
  plan.tile.lanes = spec.target->vectorFloats;
  plan.inputBlocks = in.blocks() / 2;
  plan.outputBlocks = spec.output.blocks() / 2;
  StrassenPlan best;
  double least = std::numeric_limits<double>::max();
  for (const Tile &tile : rankedTiles(questionOf(spec, plan))) {
    const StrassenPlan one = withTile(plan, tile);
    const double cycles = strassenCycles(spec, one);
    if (cycles < least || (cycles == least && worthwhileTasks(one) > worthwhileTasks(best))) {
      least = cycles;
      best = one;
    }
  }
  return best;
}

} // namespace

double strassenCycles(const KernelSpec &spec, const StrassenPlan &plan, const support::MachineCosts &costs) {
  constexpr double exposed = 3.0 / 8; // of the time that reading weights takes: the rest passes beside products
  const double inVain = static_cast<double>(plan.panels() * plan.panelTiles) / static_cast<double>(plan.pixelTiles);
  const auto steps = static_cast<double>(StrassenPlan::products * plan.inputChannels());
  TileQuestion q = questionOf(spec, plan);
  q.costs = costs;
  const double products = steps * cyclesPerStep(q, plan.tile) * inVain;
  const auto bytes = static_cast<double>(weightBytes(plan));
  const bool isFar = weightBytes(plan) > costs.secondLevel / 2;
  return products + (isFar ? exposed * bytes / costs.thirdLevelBytes : 0) + cyclesOfSums(plan);
}

std::optional<StrassenPlan> planStrassen(const KernelSpec &spec) {
  // Weights take 7/4 of the room of plain sums, which a gain within the error of the estimate is not worth.
  constexpr double worthIt = 0.96;
  constexpr int64_t mostStored = 2 << 20; // beyond, what is written does not stay in the cache

  const bool chosen = spec.algorithm == Algorithm::Chosen;
  if ((!chosen && spec.algorithm != Algorithm::Strassen) || spec.sums == Sums::Plain || !isPossible(spec))
    return std::nullopt;
  const StrassenPlan plan = bestOf(spec);
  if (storedBytes(plan) > mostStored ||
      (chosen && strassenCycles(spec, plan) > worthIt * directCycles(spec, planConv(spec), {})))
    return std::nullopt;
  return plan;
}

PackedSizes strassenSizes(const StrassenPlan &plan) {
  const int64_t outputs = plan.channelTiles * plan.rowFloats();
  return {.weights = StrassenPlan::products * plan.inputChannels() * outputs,
          .bias = 2 * plan.outputBlocks * plan.tile.lanes};
}

void packStrassen(const StrassenPlan &plan, std::span<const float> weights, std::span<float> packed) {
  const int64_t inputs = plan.inputChannels(), outputs = plan.outputBlocks * plan.tile.lanes;
  auto at = [&](int64_t output, int64_t input) { return double(weights[output * 2 * inputs + input]); };
  for (int64_t output = 0; output < outputs; ++output)
    for (int64_t input = 0; input < inputs; ++input) {
      const auto right = strassenRight(at(output, input), at(output + outputs, input), at(output, input + inputs),
                                       at(output + outputs, input + inputs));
      for (int product = 0; product < StrassenPlan::products; ++product) {
        const int64_t row = plan.weightRow(output / plan.rowFloats(), product, input);
        packed[row * plan.rowFloats() + output % plan.rowFloats()] = float(right[product]);
      }
    }
}

} // namespace evenstride::kernels
