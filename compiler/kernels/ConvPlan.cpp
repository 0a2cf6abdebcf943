// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kernels/ConvPlan.h"

#include "kernels/Canonical.h"
#include "kernels/FusedPool.h"

#include <algorithm>
#include <limits>

namespace evenstride::kernels {

namespace {

int64_t ceilDivide(int64_t a, int64_t b) { return (a + b - 1) / b; }

// Besides accumulators and one vector of weights per block: a broadcast input, and a product without FMA. The 30th and
// 31st register of AVX-512 spill: 2x14 ran at 70 to 98 % of peak (Zen 4) by what LLVM made of its addresses.
bool fits(const TileQuestion &q, int64_t blocks, int64_t pixels) {
  const int64_t usable = q.target->vectorRegisters == 32 ? 30 : 15;
  return blocks * pixels + blocks + 1 + q.addressing + (q.target->fma ? 0 : 1) <= usable;
}

// Cycles for one step of the sum in one tile, on a core with two multiply-adds and two loads a cycle, a latency of
// four, and 32 bytes a cycle from the second-level cache, 12 from beyond. All of these cores profit from the same
// tiles.
double cyclesPerTile(const TileQuestion &q, int64_t blocks, int64_t pixels) {
  constexpr double latency = 4.4, secondLevel = 32, beyond = 12;
  constexpr int64_t firstLevelBytes = 16 << 10, secondLevelBytes = 512 << 10; // half of each for weights
  const auto vectorBytes = static_cast<int64_t>(q.target->vectorFloats * sizeof(float));
  const int64_t panel = q.stepsPerTile * blocks * vectorBytes;
  double weights = 0;
  if (panel > firstLevelBytes)
    weights = static_cast<double>(blocks * vectorBytes) / (panel > secondLevelBytes ? beyond : secondLevel);
  const auto product = static_cast<double>(blocks * pixels), loads = static_cast<double>(blocks + pixels);
  return std::max({product / 2, loads / 2, latency, weights});
}

// How many tiles cover all that the question is about.
int64_t tilesOf(const TileQuestion &q, const Tile &tile) {
  return ceilDivide(q.blocks, tile.blocks) * ceilDivide(q.width, tile.width);
}

struct RatedTile {
  Tile tile;
  double cycles;    // of one step in all tiles
  int64_t products; // of it, those included that tiles compute twice or in vain
};

bool isBetter(const RatedTile &a, const RatedTile &b) {
  if (a.cycles != b.cycles)
    return a.cycles < b.cycles;
  if (a.products != b.products)
    return a.products < b.products;
  return a.tile.blocks * a.tile.width > b.tile.blocks * b.tile.width;
}

// All tiles that fit; one at least.
std::vector<RatedTile> ratedTiles(const TileQuestion &q) {
  constexpr int64_t mostBlocks = 8;
  std::vector<RatedTile> all;
  for (int64_t blocks = 1; blocks <= std::min(mostBlocks, q.blocks); ++blocks)
    for (int64_t width = 1; width <= std::min(q.mostPixels, q.width); ++width) {
      const int64_t pixels = width * q.pixelsPerColumn + q.extraPixels;
      if ((q.blocksDivide && q.blocks % blocks != 0) || (q.widthDivides && q.width % width != 0) ||
          !fits(q, blocks, pixels))
        continue;
      const Tile tile{q.target->vectorFloats, static_cast<int>(blocks), static_cast<int>(width)};
      all.push_back({tile, cyclesPerStep(q, tile), tilesOf(q, tile) * blocks * pixels});
    }
  if (all.empty()) // a pool whose window alone fills the registers
    all.push_back({Tile{q.target->vectorFloats, 1, 1}, 0, 0});
  return all;
}

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

Tile directTile(const KernelSpec &spec, int64_t steps) {
  const std::vector<Tile> tiles = rankedDirectTiles(spec, steps);
  const auto wanted = std::ranges::find_if(
      tiles, [&](const Tile &tile) { return tile.blocks == spec.tile[0] && tile.width == spec.tile[1]; });
  return wanted == tiles.end() ? tiles.front() : *wanted;
}

} // namespace

TileQuestion questionOf(const KernelSpec &spec) {
  TileQuestion q{.target = spec.target, .width = spec.output.width, .widthDivides = spec.inPlaceOperand >= 0};
  if (spec.pool && poolsByRecomputing(spec)) {
    q.mostPixels = 1;
  } else if (spec.pool) {
    const int64_t height = valueHeight(spec), columns = spec.pool->window.stride[1];
    q.pixelsPerColumn = height * columns;
    q.extraPixels = height * valueWidth(spec, 1) - q.pixelsPerColumn;
  }
  return q;
}

double cyclesPerStep(const TileQuestion &q, const Tile &tile) {
  return static_cast<double>(tilesOf(q, tile)) *
         cyclesPerTile(q, tile.blocks, tile.width * q.pixelsPerColumn + q.extraPixels);
}

std::vector<Tile> rankedTiles(const TileQuestion &q) {
  std::vector<RatedTile> all = ratedTiles(q);
  std::ranges::stable_sort(all, isBetter);
  std::vector<Tile> tiles;
  for (const RatedTile &one : all)
    tiles.push_back(one.tile);
  return tiles;
}

Tile chooseTile(const TileQuestion &q) {
  const std::vector<RatedTile> all = ratedTiles(q);
  return std::ranges::min_element(all, isBetter)->tile;
}

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
  plan.tile = plan.algorithm == ConvAlgorithm::LaneSum ? laneSumTile(spec) : directTile(spec, plan.steps());
  const int64_t tileChannels =
      plan.algorithm == ConvAlgorithm::LaneSum ? plan.tile.blocks : int64_t(lanes) * plan.tile.blocks;
  plan.tilesPerGroup = ceilDivide(groupOutputs, tileChannels);
  return plan;
}

std::vector<Tile> directTiles(const KernelSpec &spec, const ConvPlan &plan) {
  return plan.algorithm == ConvAlgorithm::Direct ? rankedDirectTiles(spec, plan.steps()) : std::vector<Tile>();
}

double directCycles(const KernelSpec &spec, const ConvPlan &plan) {
  const auto rowSteps = static_cast<double>(spec.output.height * plan.steps() * spec.groups);
  return rowSteps * cyclesPerStep(directQuestion(spec, plan.steps()), plan.tile);
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
