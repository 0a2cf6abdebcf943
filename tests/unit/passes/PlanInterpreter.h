// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs a plan on memory laid out as the plan says, one kernel after the other, with the layers' reference as kernels.
#pragma once

#include "dialect/Plan.h"
#include "unit/passes/GraphMaker.h"

#include <functional>

namespace evenstride::tests {

/// Called with what each kernel computed.
using Observer = std::function<void(plan::KernelOp, const layers::Tensor &)>;

/// The outputs of the plan. The arena and the outputs begin as NaN, so whatever is read before it is written shows.
std::vector<layers::Tensor> interpret(plan::NetworkOp network, const std::vector<layers::Tensor> &inputs,
                                      const NamedTensors &weights, const Observer &observer);

} // namespace evenstride::tests
