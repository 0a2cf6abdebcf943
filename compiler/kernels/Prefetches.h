// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the next tile will read, asked for while this one is computed. Blocks of channels lie in planes, so that a tile
// reads a few lines of memory in each of many places, which no processor foresees.
#pragma once

#include "support/MachineCosts.h"

#include <Halide.h>

#include <optional>
#include <string>

namespace evenstride::kernels {

/// The names of the sums that prefetches are for, with the dimensions lane, kernel column, kernel row and block; or
/// lane, block and others. They ask once per kernel row and block, or once per block.
inline constexpr const char *sumOverTaps = "sum_over_taps", *sumOverBlocks = "sum_over_blocks";

/// A buffer from which the sum's broadcast elements come, and how far behind them the next tile's lie.
struct Prefetch {
  std::string buffer;
  int64_t ahead = 0; // floats
};

/// Whether so much will not be in the second level of cache when it is read. What is there is read fast enough, and
/// only delayed by prefetches.
inline bool isFar(int64_t floats) { return floats * int64_t(sizeof(float)) > support::MachineCosts{}.secondLevel / 4; }

/// When the pipeline is compiled, puts the prefetches into the loops of its sums. They may reach past the buffer's end,
/// which is harmless.
void prefetch(Halide::Pipeline &pipeline, const Prefetch &what);

} // namespace evenstride::kernels
