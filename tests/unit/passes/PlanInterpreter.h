// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs a plan on memory laid out as the plan says, one kernel after the other, with the layers' reference as kernels.
#pragma once

#include "dialect/Plan.h"
#include "unit/passes/GraphMaker.h"

namespace evenstride::tests {

/// The outputs of the plan. The arena and the outputs begin as NaN, so whatever is read before it is written shows.
std::vector<layers::Tensor> interpret(plan::NetworkOp network, const std::vector<layers::Tensor> &inputs,
                                      const NamedTensors &weights);

} // namespace evenstride::tests
