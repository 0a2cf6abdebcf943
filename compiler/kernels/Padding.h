// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which element of an image stands where in it with rows and columns added at its edges.
#pragma once

#include "kernels/Buffers.h"

namespace evenstride::kernels {

/// Whether the family adds rows and columns at the edges of its input.
constexpr bool isPad(Family family) {
  return family == Family::Pad || family == Family::PadReflect || family == Family::PadReplicate;
}

/// A place of the input, which is always one that it has.
struct PaddedPlace {
  Halide::Expr x, y;
  Halide::Expr isImage; // whether the output shows it, and not the spec's value; undefined: always
};

/// What stands at (x, y) of the output of such a spec. Loops over columns may be partitioned: that of the columns that
/// come from the image itself reads them one after the other.
PaddedPlace placeInImage(const KernelSpec &spec, const Halide::Expr &x, const Halide::Expr &y);

} // namespace evenstride::kernels
