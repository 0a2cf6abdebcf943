// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where a convolution reads its input: from memory whose halo is the padding, or from a small array on the stack into
// which a tile's bytes are widened, with the padding around them. Much at once, as dense layers have it, is widened
// where it is read.
#pragma once

#include "kernels/LaneOutput.h"

namespace evenstride::kernels {

/// Whether the convolution makes up its padding, because its input is bytes without a halo.
bool padsBytes(const KernelSpec &spec);

class ConvInput {
public:
  ConvInput(const KernelSpec &spec, const Sources &sources, const Tile &tile);

  /// The element at `place`, as Activation::at has it; only of inputs that are not bytes.
  Halide::Expr at(const Place &place) const { return source.at(place); }
  /// The element of a channel that exists.
  Halide::Expr channel(const Halide::Expr &channel, const Halide::Expr &x, const Halide::Expr &y) const;

  /// Fills the array anew for each tile of the output.
  void stage(const LaneOutput &output) const;

private:
  /// Whether whole pixels are read, whose channels lie next to each other: then vectors run over both.
  bool wholePixels() const { return source.layout().block > 1 && spec.groups == 1; }
  template <typename Read> Halide::Expr widened(int64_t each, const Read &read, const Halide::Expr &padding) const;
  Halide::Expr paddingOf(const Halide::Expr &channel) const;

  const KernelSpec &spec;
  const Activation &source;
  Halide::Func staged; // (x * channels + channel, y), or (x, y, channel)
  Halide::Var first{"first"}, y{"y"}, plane{"plane"};
};

} // namespace evenstride::kernels
