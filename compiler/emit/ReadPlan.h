// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `plan` IR to a Program and its kernel specs.
#pragma once

#include "dialect/Plan.h"
#include "emit/Program.h"

namespace evenstride::emit {

/// How to read a plan: for which machine, and whether its kernels may add up otherwise than in a plain sum.
struct Reading {
  const support::Target &target;
  kernels::Sums sums = kernels::Sums::Any;
};

/// What a plan.kernel asks the kernels for.
kernels::KernelSpec specOf(plan::KernelOp op, const Reading &reading);

/// Reads a network whose memory has been planned.
Program readPlan(plan::NetworkOp network, const Reading &reading);

} // namespace evenstride::emit
