// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Tiles of accumulators: which fit the registers, and which take the fewest cycles.
#pragma once

#include "kernels/LaneOutput.h"
#include "support/MachineCosts.h"

namespace evenstride::kernels {

/// What to ask of a tile of accumulators.
struct TileQuestion {
  const support::Target *target = nullptr;
  int64_t blocks = 1;       // vectors of output channels that tiles cover
  int64_t width = 1;        // pixels of a row
  int64_t stepsPerTile = 1; // vectors of weights per block, for the size of the panel that pixels share
  bool blocksDivide = false, widthDivides = false;
  int64_t mostPixels = 28;
  int64_t addressing = 0;                       // registers that loads of the input take besides one for its element
  int64_t pixelsPerColumn = 1, extraPixels = 0; // pixels computed for w columns: w * pixelsPerColumn + extraPixels
  double exposed = 0; // of the time that weights take from beyond the first level of cache: not beside products
  support::MachineCosts costs = {};
};
/// The question for one block of the spec's output, with its fused pool.
TileQuestion questionOf(const KernelSpec &spec);
/// All tiles that fit, by estimated cycles.
std::vector<Tile> rankedTiles(const TileQuestion &question);
Tile chooseTile(const TileQuestion &question);
/// The one of the ranked tiles that the spec asks for, or the first.
Tile tileFor(const KernelSpec &spec, const std::vector<Tile> &ranked);
/// Estimated cycles of one step of the sum in all of the tiles that the question is about.
double cyclesPerStep(const TileQuestion &question, const Tile &tile);

} // namespace evenstride::kernels
