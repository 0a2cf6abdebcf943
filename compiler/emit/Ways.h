// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Kernels that are computed otherwise than the model of their cost says, because a measurement said so.
#pragma once

#include "emit/Backend.h"
#include "emit/Program.h"

namespace evenstride::emit {

/// The kernel as the model has it computed.
kernels::KernelSpec asModelled(kernels::KernelSpec spec);

/// Replaces the kernels of a program that `ways` names. What it names and the program lacks is passed over: the ways
/// may be those of several targets.
void takeWays(Program &program, const Ways &ways);

} // namespace evenstride::emit
