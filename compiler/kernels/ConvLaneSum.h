// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Convolution to few planar channels: vectors run over the input's channels and are summed across lanes at the end.
#pragma once

#include "kernels/ConvPlan.h"
#include "kernels/Families.h"

namespace evenstride::kernels {

BuiltKernel buildLaneSum(const KernelSpec &spec, const ConvPlan &plan, Sources &sources);

} // namespace evenstride::kernels
