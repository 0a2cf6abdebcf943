// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The transforms of Winograd's convolution along one axis, as straight lines of Halide expressions that share sums.
#pragma once

#include "kernels/WinogradMatrices.h"

#include <Halide.h>

namespace evenstride::kernels {

using Expressions = std::vector<Halide::Expr>;

/// The matrix `input` times the values. Points of opposite sign share their even and their odd powers.
Expressions transformInput(const WinogradMatrices &matrices, const Expressions &values);
/// The matrix `output` times the values, which shares as well.
Expressions transformOutput(const WinogradMatrices &matrices, const Expressions &values);

} // namespace evenstride::kernels
