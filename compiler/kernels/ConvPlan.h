// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How a convolution is computed: the choice of algorithm and tile, which builder and packer share.
#pragma once

#include "kernels/LaneOutput.h"

namespace evenstride::kernels {

enum class ConvAlgorithm {
  Direct,   // accumulators of output channels x pixels, inputs broadcast
  LaneSum,  // few output channels to planes: vectors over input channels, summed across lanes at the end
  Gathered, // groups that share a vector of output channels: each lane reads its own group's input
};

struct ConvPlan {
  ConvAlgorithm algorithm = ConvAlgorithm::Direct;
  Tile tile;                 // LaneSum: `blocks` output channels (not vectors) x `width` pixels
  int64_t inputChannels = 0; // of one group
  int64_t tilesPerGroup = 0;
  /// Steps of the loop over the sum: of full blocks of input channels, then of the rest (planar inputs: only the rest).
  int64_t fullBlocks = 0, rest = 0;
  int64_t taps = 0; // kernel positions

  int64_t steps() const { return (fullBlocks * tile.lanes + rest) * taps; }
};

/// The plan of a canonical spec of family Conv or Deconv.
ConvPlan planConv(const KernelSpec &spec);

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
};
/// The question for one block of the spec's output, with its fused pool.
TileQuestion questionOf(const KernelSpec &spec);
/// All tiles that fit, by estimated cycles.
std::vector<Tile> rankedTiles(const TileQuestion &question);
Tile chooseTile(const TileQuestion &question);
/// Estimated cycles of one step of the sum in all of the tiles that the question is about.
double cyclesPerStep(const TileQuestion &question, const Tile &tile);

/// The tiles that a direct convolution can have, by estimated cycles.
std::vector<Tile> directTiles(const KernelSpec &spec, const ConvPlan &plan);
/// Estimated cycles of the direct convolution.
double directCycles(const KernelSpec &spec, const ConvPlan &plan);

Work convWork(const KernelSpec &spec, int64_t inputChannels);

} // namespace evenstride::kernels
