// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The buffers of a kernel in Halide's terms, with every bound and stride pinned to its layout, so that generated code
// needs nothing of a halide_buffer_t but its pointer.
#pragma once

#include "kernels/KernelSpec.h"

#include <Halide.h>

#include <string>
#include <vector>

namespace evenstride::kernels {

/// One element of a value in lane form: channel `block * lanes + lane`, which may lie past the last one, at (x, y).
struct Place {
  Halide::Expr lane, x, y, block;
  int lanes = 1;
};

/// An input activation. Coordinates are logical: the halo has negative ones.
class Activation {
public:
  Activation(const Layout &layout, const std::string &name);

  /// The element at `place`; for lanes past the last channel something that is inside the buffer.
  Halide::Expr at(const Place &place) const;
  /// The element of a channel that exists.
  Halide::Expr channel(Halide::Expr channel, Halide::Expr x, Halide::Expr y) const;

  const Layout &layout() const { return description; }
  const Halide::ImageParam &param() const { return image; }

private:
  Layout description;
  Halide::ImageParam image;
};

/// What every family's builder starts from: the inputs, weights, bias and vectors of a kernel.
struct Sources {
  Sources(const KernelSpec &spec, const std::string &prefix);

  std::vector<Activation> inputs;
  Halide::ImageParam weights;              // [steps][row of weights]: pinned by pinWeights
  Halide::ImageParam bias;                 // as long as the padded channels
  std::vector<Halide::ImageParam> vectors; // of channelwise steps
  std::string prefix;                      // of the names of Funcs

  const Activation &input() const { return inputs.front(); }
  Halide::Func func(const char *name) const { return Halide::Func(prefix + "_" + name); }
  void pinWeights(int64_t rowFloats, int64_t rows, int64_t biasFloats);
};

/// Pins the output to its interior: dimensions (lane, x, y, block) where it is blocked, else (x, y, channel).
void pinOutput(Halide::Func &output, const Layout &layout);
/// Halide computes all of an output buffer, so it is told of the interior alone; this adds the way from the pointer, at
/// the corner of the halo, to the interior to the address of every store.
void moveToInterior(Halide::Pipeline &pipeline, const Halide::Func &output, const Layout &layout);

/// Shorthand for a Halide constant from a size that fits 32 bits.
inline Halide::Expr constant(int64_t value) { return Halide::Expr(static_cast<int32_t>(value)); }

} // namespace evenstride::kernels
