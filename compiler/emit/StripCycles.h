// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the pass that forms strips asks of the kernels.
#pragma once

#include "emit/ReadPlan.h"
#include "passes/StripCost.h"

namespace evenstride::emit {

/// The model of what kernels cost on a machine of these costs; `reading` must outlive it.
passes::KernelCycles stripCycles(const Reading &reading, const support::MachineCosts &costs);

} // namespace evenstride::emit
