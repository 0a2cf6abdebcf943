// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The fused multiply-add peak of one core, by a loop over registers: what timings of kernels are compared with.
#pragma once

namespace evenstride::benchkernels {

/// GFLOP/s of 512-bit or 256-bit multiply-adds in the best of a few short runs.
double measurePeak(int vectorFloats);

} // namespace evenstride::benchkernels
