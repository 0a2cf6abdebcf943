// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Winograd's convolution F(m, r) along both axes of a filter, or along one of them for filters of one row or column,
// with strides of one or two: whether a spec gets it, and how it is cut into groups of tiles.
#pragma once

#include "kernels/Families.h"
#include "kernels/LaneOutput.h"
#include "support/MachineCosts.h"

#include <algorithm>
#include <array>
#include <optional>

namespace evenstride::kernels {

/// An axis of the tiles. Along one with a single tap, m is 1, and nothing is transformed. A stride of two makes two
/// phases of the pixels and of the taps, even and odd ones, which are sums of stride one that are added before they are
/// transformed back.
struct WinogradAxis {
  int m = 1, kernel = 1; // so many outputs of a tile, and taps
  int stride = 1;
  int64_t dilation = 1; // a tile's pixels are so far apart, and as many tiles lie in each other
  int64_t tiles = 1;

  int phases() const { return std::min(stride, kernel); }
  int taps() const { return (kernel + phases() - 1) / phases(); } // of the first phase
  int size() const { return m + taps() - 1; }
  /// Whether the last phase has a tap less than the others: it has no product at the last position, infinity.
  bool isShort() const { return kernel % phases() != 0; }
  int phasesAt(int position) const { return phases() - (isShort() && position == size() - 1 ? 1 : 0); }
  int products() const { return size() * phases() - (isShort() ? 1 : 0); } // per channel
};

struct WinogradPlan {
  std::array<WinogradAxis, 2> axes; // vertical first
  Tile tile;                        // accumulators: vectors of output channels by tiles
  int64_t groupTiles = 1;           // whose transformed input stays in the cache while all weights pass
  int64_t groups = 1;
  int64_t filterGroups = 1; // parts of the channels that do not see each other
  int64_t inputBlocks = 1;  // of one of them
  int64_t channelTiles = 1; // of all

  int m() const { return std::max(axes[0].m, axes[1].m); }
  int64_t positions() const { return int64_t(axes[0].size()) * axes[1].size(); }
  int64_t products() const { return int64_t(axes[0].products()) * axes[1].products(); } // per channel of a tile
  int phases() const { return axes[0].phases() * axes[1].phases(); }
  int64_t tiles() const { return axes[0].tiles * axes[1].tiles; }
  int64_t inputChannels() const { return inputBlocks * tile.lanes; }               // of one filter group
  int64_t allInputBlocks() const { return filterGroups * phases() * inputBlocks; } // of all phases
  int64_t rowFloats() const { return int64_t(tile.lanes) * tile.blocks; }
  /// In words: outputs of a tile, taps where they are not 3x3, accumulators and groups.
  std::string name() const;
  /// The first row of packed weights, of rowFloats() output channels, of a position: one for each of its phases, those
  /// of a row first, and input channel.
  int64_t weightRow(int64_t channelTile, int row, int column) const;
};

/// The algorithm with tiles of m outputs along each axis of several taps: 2, 4, 6 or 7.
Algorithm winogradAlgorithm(int m);

/// The plan of a canonical spec, where Winograd's convolution is possible, allowed and estimated to be faster.
std::optional<WinogradPlan> planWinograd(const KernelSpec &spec);

/// Estimated cycles of a core of these costs.
double winogradCycles(const KernelSpec &spec, const WinogradPlan &plan, const support::MachineCosts &costs);

BuiltKernel buildWinograd(const KernelSpec &spec, const WinogradPlan &plan, Sources &sources);

PackedSizes winogradSizes(const WinogradPlan &plan);
/// Transforms weights OIHW in double.
void packWinograd(const WinogradPlan &plan, std::span<const float> weights, std::span<float> packed);

} // namespace evenstride::kernels
