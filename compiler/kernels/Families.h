// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One builder per family: from a canonical spec to a scheduled Halide pipeline. The weights of the families that have
// some are packed by the functions below them, in the order in which the builder reads.
#pragma once

#include "kernels/Buffers.h"
#include "kernels/Kernels.h"
#include "kernels/LaneOutput.h"
#include "kernels/Prefetches.h"

namespace evenstride::kernels {

struct BuiltKernel {
  Halide::Func output;
  std::string schedule;                    // see KernelObject
  std::vector<Halide::Func> shuffled = {}; // in registers, in whole vectors, of which others gather: see Gathers.h
  std::optional<Prefetch> prefetch = {};
};

BuiltKernel buildConv(const KernelSpec &spec, Sources &sources);
BuiltKernel buildDepthwise(const KernelSpec &spec, Sources &sources);
BuiltKernel buildPool(const KernelSpec &spec, Sources &sources);
BuiltKernel buildGlobalPool(const KernelSpec &spec, Sources &sources);
BuiltKernel buildElementwise(const KernelSpec &spec, Sources &sources); // also all that moves or blends elements
BuiltKernel buildLrn(const KernelSpec &spec, Sources &sources);
BuiltKernel buildSoftmax(const KernelSpec &spec, Sources &sources);

/// The tiles that they can have, by estimated cycles; none where they compute along rows.
std::vector<Tile> depthwiseTiles(const KernelSpec &spec);
std::vector<Tile> poolTiles(const KernelSpec &spec);

PackedSizes convSizes(const KernelSpec &spec);
void packConv(const KernelSpec &spec, std::span<const float> weights, std::span<float> packed);
PackedSizes depthwiseSizes(const KernelSpec &spec);
void packDepthwise(const KernelSpec &spec, std::span<const float> weights, std::span<float> packed);

} // namespace evenstride::kernels
