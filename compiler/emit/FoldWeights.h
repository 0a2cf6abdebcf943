// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One kernel call's weights: batch normalisations folded in double, in the order in which the kernel reads them.
#pragma once

#include "emit/Backend.h"
#include "emit/Program.h"
#include "kernels/Kernels.h"

#include "llvm/Support/Error.h"

#include <vector>

namespace evenstride::emit {

/// What a call keeps in the packed weights.
struct PackedCall {
  kernels::PackedWeights weights;
  std::vector<std::vector<float>> vectors;
};

/// Looks its tensors up in `all`. An error names one that is missing or has the wrong size.
llvm::Expected<PackedCall> packCall(const WeightMap &all, const KernelCall &call);

} // namespace evenstride::emit
