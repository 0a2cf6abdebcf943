// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which pixel of the input a value of a convolution or deconvolution multiplies with a tap.
#pragma once

#include "kernels/LaneOutput.h"

namespace evenstride::kernels {

/// The input pixel that a value at (x, y) multiplies with a kernel position, and whether there is one.
struct InputPixel {
  Halide::Expr x, y;
  Halide::Expr columnMeets = {}, rowMeets = {}; // of a deconvolution, whose pixels meet some of the taps
};

InputPixel inputPixel(const KernelSpec &spec, const LaneValue &value, const Halide::Expr &kx, const Halide::Expr &ky);

/// Leaves those taps in the domain of a sum that the value's pixel meets.
void keepMet(Halide::RDom &domain, const InputPixel &pixel);

} // namespace evenstride::kernels
