// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One level of Strassen's algorithm for convolutions of 1x1: the product of matrices that they are, pixels x input
// channels by input channels x output channels, is cut in halves along all three, and 7 products of the quarters with
// sums of them take the place of 8.
#pragma once

#include "kernels/Families.h"
#include "kernels/LaneOutput.h"
#include "kernels/StrassenQuarters.h"
#include "support/MachineCosts.h"

#include <optional>

namespace evenstride::kernels {

/// A half of the pixels is the first or the last `pairs` of them; where their number is odd the one in the middle is in
/// both, and stored as one of the first. Halves of channels are whole blocks.
struct StrassenPlan {
  static constexpr int products = strassenProducts;

  bool flat = true;         // rows of the input lie end to end and all pixels are read: quarters are read in place
  int64_t pixels = 0;       // of the output
  Tile tile;                // accumulators: vectors of output channels by pairs
  int64_t pixelTiles = 1;   // that cover the pairs
  int64_t panelTiles = 1;   // of them take one product after the other, so that its weights stay in the cache
  bool byPanels = false;    // sums of the input are made for a panel, which all weights pass, else for all at once
  int64_t inputBlocks = 1;  // of a half
  int64_t outputBlocks = 1; // of a half
  int64_t channelTiles = 1; // of a half

  int64_t pairs() const { return (pixels + 1) / 2; }
  int64_t panelPairs() const { return panelTiles * tile.width; }
  int64_t panels() const { return (pixelTiles + panelTiles - 1) / panelTiles; }
  int64_t inputChannels() const { return inputBlocks * tile.lanes; } // of a half
  int64_t rowFloats() const { return int64_t(tile.lanes) * tile.blocks; }
  /// How many sums of quarters are written to memory, and quarters where they cannot be read in place.
  int stored() const { return flat ? 4 : products; }
  /// The row of packed weights, of rowFloats() output channels.
  int64_t weightRow(int64_t channelTile, int64_t product, int64_t input) const {
    return (channelTile * products + product) * inputChannels() + input;
  }
};

/// The plan of a canonical spec, where Strassen's algorithm is possible, allowed and estimated to be faster.
std::optional<StrassenPlan> planStrassen(const KernelSpec &spec);

/// Estimated cycles of a core of these costs.
double strassenCycles(const KernelSpec &spec, const StrassenPlan &plan, const support::MachineCosts &costs = {});

BuiltKernel buildStrassen(const KernelSpec &spec, const StrassenPlan &plan, Sources &sources);

PackedSizes strassenSizes(const StrassenPlan &plan);
/// Adds up weights OI in double: [channel tile][product][input channel of a half][output channel in tile].
void packStrassen(const StrassenPlan &plan, std::span<const float> weights, std::span<float> packed);

} // namespace evenstride::kernels
