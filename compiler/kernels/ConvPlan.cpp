// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kernels/ConvPlan.h"

#include "kernels/Canonical.h"

#include <algorithm>

namespace evenstride::kernels {

namespace {

int64_t ceilDivide(int64_t a, int64_t b) { return (a + b - 1) / b; }

// One vector of output channels, whose lanes read from groups of their own.
Tile gatheredTile(const KernelSpec &spec) {
  if (spec.inPlaceOperand >= 0 || spec.family == Family::Deconv)
    return {spec.target->vectorFloats, 1, 1};
  TileQuestion q = questionOf(spec);
  q.stepsPerTile = spec.inputs[0].channels / spec.groups * spec.window.kernel[0] * spec.window.kernel[1];
  q.addressing = spec.target->vectorRegisters / 4; // the patterns of the shuffles
  return chooseTile(q);
}

// Pixels of a deconvolution's row that repeat with its stride meet different taps. A tile of whole strides knows them
// when it is compiled, as long as it fits the registers and the code that is made of it stays small; beyond, tiles are
// one pixel, and loops ask for each tap.
int64_t phasesOf(const KernelSpec &spec) {
  constexpr int64_t mostPhases = 8, mostTaps = 16;
  const bool known = spec.window.stride[1] <= mostPhases && spec.window.kernel[1] <= mostTaps;
  return known ? spec.window.stride[1] : 1;
}

// Convolutions whose output is planar and of so few channels that most lanes of a vector over them would idle. Tiles of
// a deconvolution are whole phases, also the one that is shifted inwards at the end of a row.
bool wantsLaneSum(const KernelSpec &spec) {
  const Layout &in = spec.inputs[0];
  const int lanes = spec.target->vectorFloats;
  const bool few = spec.output.block == 1 && in.block == lanes && !in.bytes && spec.groups == 1 && !spec.pool &&
                   spec.output.channels * 5 <= lanes * 3 && in.channels * 2 >= lanes && spec.output.width >= lanes;
  if (!few || spec.family != Family::Deconv)
    return few;
  return spec.inPlaceOperand < 0 && spec.output.width % spec.window.stride[1] == 0 &&
         (phasesOf(spec) > 1 || spec.window.stride[1] == 1);
}

// Whether so many pixels are stored as few vectors.
bool fillsVectors(const KernelSpec &spec, const Tile &tile) {
  constexpr int fewest = 4;
  return tile.pixels() % std::min(spec.target->vectorFloats, fewest) == 0;
}

Tile laneSumTile(const KernelSpec &spec) {
  TileQuestion q = questionOf(spec);
  q.blocks = spec.output.channels;
  q.blocksDivide = true;
  q.mostPixels = spec.target->vectorFloats; // stored as one vector
  const int64_t phases = spec.family == Family::Deconv ? phasesOf(spec) : 1;
  q.pixelsPerColumn = phases;
  q.width = ceilDivide(spec.output.width, phases);
  std::vector<Tile> tiles = rankedTiles(q);
  for (Tile &tile : tiles)
    tile.phases = static_cast<int>(phases);
  const auto wanted = std::ranges::find_if(tiles, [&](const Tile &tile) { return fillsVectors(spec, tile); });
  return wanted == tiles.end() ? tiles.front() : *wanted;
}

TileQuestion directQuestion(const KernelSpec &spec, int64_t steps) {
  TileQuestion q = questionOf(spec);
  q.blocks = ceilDivide(spec.output.channels / spec.groups, spec.target->vectorFloats);
  q.stepsPerTile = steps;
  q.blocksDivide = spec.groups > 1;
  // Of planes all taps of a row are unrolled, and LLVM keeps elements for several of them at once: 4x6 spilled a third
  // of its accumulators (squeezenet's first layer at 60 % of the peak of Zen 4, 2x8 at 93 %).
  if (spec.inputs[0].block == 1 && spec.target->vectorRegisters == 32 && spec.window.kernel[1] > 1)
    q.addressing = 7;
  return q;
}

std::vector<Tile> rankedDirectTiles(const KernelSpec &spec, int64_t steps) {
  TileQuestion q = directQuestion(spec, steps);
  // Small tiles ask for weights and elements so often that it shows (Zen 3, in per cent of the peak: 2x6 87, 3x3 77,
  // whose weights are three vectors to nine products, 1x10 66).
  if (spec.target->vectorRegisters == 16 && spec.inputs[0].block > 1 && spec.output.width > 1) {
    q.exposed = 3.0 / 8;
    q.costs.vectorLoads *= 0.8;
  }
  if (spec.family != Family::Deconv)
    return rankedTiles(q);
  const int64_t phases = phasesOf(spec);
  q.pixelsPerColumn = phases;
  q.width = ceilDivide(spec.output.width, phases);
  if (phases == 1 && spec.window.stride[1] > 1)
    q.width = 1;
  std::vector<Tile> tiles = rankedTiles(q);
  for (Tile &tile : tiles)
    tile.phases = static_cast<int>(phases);
  return tiles;
}

} // namespace

ConvPlan planConv(const KernelSpec &spec) {
  const Layout &in = spec.inputs[0];
  const int lanes = spec.target->vectorFloats;
  ConvPlan plan;
  plan.inputChannels = in.channels / spec.groups;
  plan.taps = spec.window.kernel[0] * spec.window.kernel[1];
  plan.rest = plan.inputChannels;
  const int64_t groupOutputs = spec.output.channels / spec.groups;
  if (spec.groups > 1 && groupOutputs % lanes != 0) {
    plan.algorithm = ConvAlgorithm::Gathered;
    plan.tile = gatheredTile(spec);
    plan.tilesPerGroup = ceilDivide(spec.output.channels, lanes);
    return plan;
  }
  if (in.block == lanes && !in.bytes && (spec.groups == 1 || plan.inputChannels % lanes == 0)) {
    plan.fullBlocks = plan.inputChannels / lanes;
    plan.rest = plan.inputChannels % lanes;
  }
  plan.tile.lanes = lanes;
  plan.algorithm = wantsLaneSum(spec) ? ConvAlgorithm::LaneSum : ConvAlgorithm::Direct;
  plan.tile = plan.algorithm == ConvAlgorithm::LaneSum ? laneSumTile(spec)
                                                       : tileFor(spec, rankedDirectTiles(spec, plan.steps()));
  const int64_t tileChannels =
      plan.algorithm == ConvAlgorithm::LaneSum ? plan.tile.blocks : int64_t(lanes) * plan.tile.blocks;
  plan.tilesPerGroup = ceilDivide(groupOutputs, tileChannels);
  return plan;
}

std::vector<Tile> directTiles(const KernelSpec &spec, const ConvPlan &plan) {
  return plan.algorithm == ConvAlgorithm::Direct ? rankedDirectTiles(spec, plan.steps()) : std::vector<Tile>();
}

double directCycles(const KernelSpec &spec, const ConvPlan &plan, const support::MachineCosts &costs) {
  const auto rowSteps = static_cast<double>(spec.output.height * plan.steps() * spec.groups);
  TileQuestion q = directQuestion(spec, plan.steps());
  q.costs = costs;
  return rowSteps * cyclesPerStep(q, plan.tile);
}

Work convWork(const KernelSpec &spec, int64_t inputChannels) {
  const Extent extent = valueExtent(spec);
  const auto values = static_cast<double>(extent.height * extent.width * spec.output.channels);
  auto products = static_cast<double>(inputChannels * spec.window.kernel[0] * spec.window.kernel[1]);
  if (spec.family == Family::Deconv) // a pixel meets one tap of so many
    products /= static_cast<double>(spec.window.stride[0] * spec.window.stride[1]);
  const double weights = static_cast<double>(spec.output.channels) * products;
  return {.flops = 2 * values * products, .bytes = 4 * (values + weights)};
}

} // namespace evenstride::kernels
