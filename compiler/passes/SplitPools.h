// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The pass split-pools with a model of what kernels cost, which lies further down the way of the data.
#pragma once

#include "passes/StripCost.h"

#include "mlir/Pass/Pass.h"

namespace evenstride::passes {

std::unique_ptr<mlir::Pass> createSplitPools(KernelCycles cycles, const support::MachineCosts &costs);

} // namespace evenstride::passes
