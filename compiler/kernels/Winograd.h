// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Winograd's convolution F(m, r) x F(m, r) of filters of r x r taps: whether a spec gets it, and how it is cut into
// groups of tiles.
#pragma once

#include "kernels/Families.h"
#include "kernels/LaneOutput.h"

#include <array>
#include <optional>

namespace evenstride::kernels {

struct WinogradPlan {
  int m = 4, taps = 3;                      // a tile is m x m outputs, made from size() x size() products per channel
  std::array<int64_t, 2> dilation = {1, 1}; // a tile's pixels are so far apart, and as many tiles lie in each other
  int64_t rows = 1, columns = 1;            // of tiles
  Tile tile;                                // accumulators: vectors of output channels by tiles
  int64_t groupTiles = 1;                   // whose transformed input stays in the cache while all weights pass
  int64_t groups = 1;
  int64_t filterGroups = 1; // parts of the channels that do not see each other
  int64_t inputBlocks = 1;  // of one of them
  int64_t channelTiles = 1; // of all

  int size() const { return m + taps - 1; }
  int64_t positions() const { return int64_t(size()) * size(); }
  int64_t tiles() const { return rows * columns; }
  int64_t inputChannels() const { return inputBlocks * tile.lanes; } // of one filter group
  int64_t allInputBlocks() const { return filterGroups * inputBlocks; }
  int64_t rowFloats() const { return int64_t(tile.lanes) * tile.blocks; }
  /// The row of packed weights, of rowFloats() output channels.
  int64_t weightRow(int64_t channelTile, int64_t position, int64_t input) const;
};

/// The algorithm with tiles of m x m outputs: 2, 4 or 6.
Algorithm winogradAlgorithm(int m);

/// The plan of a canonical spec, where Winograd's convolution is possible, allowed and estimated to be faster.
std::optional<WinogradPlan> planWinograd(const KernelSpec &spec);

/// Estimated cycles of one core.
double winogradCycles(const KernelSpec &spec, const WinogradPlan &plan);

BuiltKernel buildWinograd(const KernelSpec &spec, const WinogradPlan &plan, Sources &sources);

PackedSizes winogradSizes(const WinogradPlan &plan);
/// Transforms weights OIHW in double.
void packWinograd(const WinogradPlan &plan, std::span<const float> weights, std::span<float> packed);

} // namespace evenstride::kernels
