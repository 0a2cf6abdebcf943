// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kernels/TileChoice.h"

#include "kernels/FusedPool.h"

#include <algorithm>

namespace evenstride::kernels {

namespace {

int64_t ceilDivide(int64_t a, int64_t b) { return (a + b - 1) / b; }

// Besides accumulators and one vector of weights per block: a broadcast input, and a product without FMA. The 30th and
// 31st register of AVX-512 spill: 2x14 ran at 70 to 98 % of peak (Zen 4) by what LLVM made of its addresses.
bool fits(const TileQuestion &q, int64_t blocks, int64_t pixels) {
  const int64_t usable = q.target->vectorRegisters == 32 ? 30 : 15;
  return blocks * pixels + blocks + 1 + q.addressing + (q.target->fma ? 0 : 1) <= usable;
}

// Cycles for one step of the sum in one tile, on a core with two multiply-adds and two loads a cycle. Half of each
// level of cache is for weights.
double cyclesPerTile(const TileQuestion &q, int64_t blocks, int64_t pixels) {
  const auto vectorBytes = static_cast<int64_t>(q.target->vectorFloats * sizeof(float));
  const int64_t panel = q.stepsPerTile * blocks * vectorBytes;
  double weights = 0;
  if (panel > q.costs.firstLevel / 2)
    weights = static_cast<double>(blocks * vectorBytes) /
              (panel > q.costs.secondLevel / 2 ? q.costs.thirdLevelBytes : q.costs.secondLevelBytes);
  const auto product = static_cast<double>(blocks * pixels), loads = static_cast<double>(blocks + pixels);
  return std::max({product / 2, loads / q.costs.vectorLoads, q.costs.latency, weights}) + q.exposed * weights;
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

Tile tileFor(const KernelSpec &spec, const std::vector<Tile> &ranked) {
  const auto wanted = std::ranges::find_if(
      ranked, [&](const Tile &tile) { return tile.blocks == spec.tile[0] && tile.width == spec.tile[1]; });
  return wanted == ranked.end() ? ranked.front() : *wanted;
}

} // namespace evenstride::kernels
