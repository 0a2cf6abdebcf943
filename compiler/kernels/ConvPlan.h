// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How a convolution is computed: the choice of algorithm and tile, which builder and packer share.
#pragma once

#include "kernels/TileChoice.h"

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

/// The tiles that a direct convolution can have, by estimated cycles.
std::vector<Tile> directTiles(const KernelSpec &spec, const ConvPlan &plan);
/// Estimated cycles of the direct convolution on a core of these costs.
double directCycles(const KernelSpec &spec, const ConvPlan &plan, const support::MachineCosts &costs);

Work convWork(const KernelSpec &spec, int64_t inputChannels);

} // namespace evenstride::kernels
