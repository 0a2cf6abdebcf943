// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `plan` IR to a Program and its kernel specs.
#pragma once

#include "dialect/Plan.h"
#include "emit/Program.h"

namespace evenstride::emit {

/// What a plan.kernel asks the kernels for.
kernels::KernelSpec specOf(plan::KernelOp op, const support::Target &target);

/// Reads a network whose memory has been planned.
Program readPlan(plan::NetworkOp network, const support::Target &target);

} // namespace evenstride::emit
