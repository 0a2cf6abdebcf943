// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What one kernel is to compute: a fused group with layouts, window and epilogue. The contract between the plan and the
// Halide kernels; equal specs share one kernel.
#pragma once

#include "support/Target.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace evenstride::kernels {

/// How an activation lies in memory, fp32: [channels / block][rows][columns][block], or [C][H][W] where block is 1.
/// The pointer a kernel is given addresses element (block 0, row -haloTop, column -haloLeft, lane 0). The halo holds
/// zeros when a kernel reads it; kernels never write halos (the orchestrator zeroes them). Lanes past `channels` in the
/// last block hold finite values of no meaning (a kernel writes something finite there unless its inputs are NaN).
struct Layout {
  int64_t channels = 0, height = 0, width = 0;
  int block = 1;
  int64_t haloTop = 0, haloLeft = 0, haloBottom = 0, haloRight = 0;
  int64_t rowPitch = 0;   // pixels from a row to the next
  int64_t planePitch = 0; // pixels from a channel block to the next
  bool bytes = false;     // uint8_t instead, of an input; then a block may be all channels, and nothing is aligned

  int64_t blocks() const { return (channels + block - 1) / block; }
  int64_t paddedHeight() const { return haloTop + height + haloBottom; }
  int64_t paddedWidth() const { return haloLeft + width + haloRight; }
  /// Floats from the pointer to one past the last element.
  int64_t floats() const {
    return ((blocks() - 1) * planePitch + (paddedHeight() - 1) * rowPitch + paddedWidth()) * block;
  }
  bool operator==(const Layout &) const = default;
};

/// A two-dimensional window; vertical first. Padding is of the logical input.
struct Window2D {
  int64_t kernel[2] = {1, 1}, stride[2] = {1, 1}, dilation[2] = {1, 1};
  int64_t pad[4] = {0, 0, 0, 0}; // top, left, bottom, right
  bool operator==(const Window2D &) const = default;
};

enum class Family {
  Conv,          // inputs[0] * weights (OIHW / groups) + bias; includes 1x1; bytes need no halo for the padding
  DepthwiseConv, // one filter per channel (multiplier through channels(out) / channels(in))
  MaxPool,
  AvgPool,          // border ignored in the count, or counted with `countPadding`
  GlobalAvgPool,    // -> [C, 1, 1]
  Dense,            // weights [out, C*H*W] in C, H, W order whatever the input's layout
  Elementwise,      // inputs[0] through the epilogue alone; also plain copies and changes of layout
  Crop,             // inputs[0] from channel, row and column `offset` on
  PixelShuffle,     // factor r, PyTorch's channel order (CRD)
  Softmax,          // over the channels of each pixel, largest subtracted first
  Pad,              // inputs[0] from row and column `offset` of the output on, `value` around it
  Upsample,         // every pixel as often as the window's stride is long
  UpsampleBilinear, // the same blended, with pixel centres at half coordinates
  PixelUnshuffle,   // factor r, the inverse of PixelShuffle
  ChannelShuffle,   // channel i * groups + g is channel i of group g
  Deconv,           // the transpose of a Conv, weights IOHW / groups; the halo is geometry::transposedReach
  Lrn,              // normalised by the squares of `factor` channels around it; `numbers` are alpha, beta and k
  PadReflect,       // as Pad, with mirror images around it: the outermost elements are not repeated
  PadReplicate,     // as Pad, with copies of the outermost elements around it
};

enum class StepKind {
#define STEP(Symbol, name, numbers) Symbol,
#include "kernels/steps.def"
};

/// Whether steps of the kind read another activation.
constexpr bool isBinary(StepKind kind) { return kind <= StepKind::Multiply; }

/// Whether steps of the kind read one number per channel, packed with the weights: a factor, a summand, a slope.
constexpr bool isChannelwise(StepKind kind) { return kind >= StepKind::ChannelScale; }

/// One step of the epilogue, applied in order to the value before the store. Binary steps read inputs[operand], which
/// has the logical shape of the value (before a fused pool) or [C, 1, 1], in any layout; channelwise steps read the
/// vector of that number, which is as long as vectorFloats() says.
/// Subtract is value - operand, ReverseSubtract operand - value. All keep NaN.
struct Step {
  StepKind kind;
  int operand = 0;                    // index into inputs or of a vector
  std::array<double, 2> numbers = {}; // the slope, alpha, alpha and beta, or low and high of an activation
  bool operator==(const Step &) const = default;
};

/// A pool over the result of the epilogue, computed before the only store.
struct FusedPool {
  bool max = true;
  bool countPadding = false;
  Window2D window;
  bool operator==(const FusedPool &) const = default;
};

/// Whether results may differ from a plain sum's in more than the order of its summands.
enum class Sums { Plain, Any };

/// How a convolution is computed where more than one way is possible: as the cost model says, or one that a test or a
/// measurement asks for (then Direct where the other is not possible).
enum class Algorithm { Chosen, Direct, Winograd2, Winograd4, Winograd6, Winograd7, Strassen };

struct KernelSpec {
  Family family = Family::Elementwise;
  std::vector<Layout> inputs; // [0] the main one, then operands of the epilogue
  Layout output;
  Window2D window;
  int64_t groups = 1;
  bool hasBias = false;
  bool countPadding = false;     // AvgPool
  int64_t offset[3] = {0, 0, 0}; // Crop, all Pads: channels, rows, columns
  double value = 0;              // Pad
  std::vector<double> padding;   // Conv of bytes: what its channels are padded with, each or all; empty: zeros
  int64_t factor = 1;            // PixelShuffle, PixelUnshuffle, Lrn
  std::vector<double> numbers;   // Lrn
  std::vector<Step> epilogue;
  std::optional<FusedPool> pool;
  /// inputs[inPlaceOperand] may be the same memory as the output (same layout); -1: all are distinct.
  int inPlaceOperand = -1;
  Sums sums = Sums::Plain;
  Algorithm algorithm = Algorithm::Chosen; // of a Conv whose sums may be any
  /// What a measurement asks for of a kernel that adds up in tiles, one of those that ways() lists: vectors of output
  /// channels by columns of an accumulator; 0 by 0: as the cost model says.
  std::array<int, 2> tile = {0, 0};
  /// Likewise of Winograd's convolution: about so many tiles of it go through all stages at once; 0: as the model says.
  int64_t groupTiles = 0;
  const support::Target *target = nullptr;

  bool operator==(const KernelSpec &) const = default;
  bool hasWeights() const {
    return family == Family::Conv || family == Family::DepthwiseConv || family == Family::Dense ||
           family == Family::Deconv;
  }
  /// How many vectors of one number per channel the channelwise steps read: they are numbered from 0.
  int vectors() const;
  /// The length of each: the channels of the output, rounded up to whole vectors of the target.
  int64_t vectorFloats() const;
};

/// One line, complete and stable: equal texts mean equal kernels. The key of the cache.
std::string describe(const KernelSpec &spec);

} // namespace evenstride::kernels
