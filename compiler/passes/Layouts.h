// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The rules for layouts in the arena: which block, which pitches, and the layouts of parts.
#pragma once

#include "dialect/Plan.h"
#include "layers/Tensor.h"

#include <array>

namespace evenstride::passes {

using Halo = std::array<int64_t, 4>; // top, left, bottom, right, in pixels

Halo widest(const Halo &first, const Halo &second);
Halo haloOf(plan::LayoutAttr layout);

/// The channel block of a value with readers that look at images: the target's vector where at least half of it would
/// be filled, else 1. Vectors [C, 1, 1] are planar, which is the same memory without the padding.
int64_t usualBlock(const layers::Shape &shape, int64_t vectorFloats);

/// A layout in the arena. No pitch is a multiple of 4 KB, where the rows of a window would share one set of the cache.
plan::LayoutAttr arenaLayout(mlir::MLIRContext *context, const layers::Shape &shape, int64_t block, const Halo &halo);

/// `channels` of the channels of `whole`; the part shares its halo and pitches.
plan::LayoutAttr sliceLayout(plan::LayoutAttr whole, int64_t channels);

/// What is left of `whole` from (top, left) on; sides that were cut have no halo, for real elements lie there.
struct CropBox {
  int64_t top = 0, left = 0, bottom = 0, right = 0;
};
plan::LayoutAttr cropLayout(plan::LayoutAttr whole, const CropBox &box);
/// Bytes from the address of `whole` to that of the crop's layout.
int64_t cropOffset(plan::LayoutAttr whole, const CropBox &box);

} // namespace evenstride::passes
