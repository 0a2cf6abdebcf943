// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Gives the symbols of a compiled kernel their names in the library.
#pragma once

#include "kernels/Kernels.h"

#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace evenstride::emit {

/// The kernel's object with its function named `symbol`, references to Halide's runtime (`halide_x`) turned into ours
/// (`evenstride_halide_x`), and both hidden, so that two networks and another Halide library link into one program. An
/// error where the kernel needs a function that the runtime does not have.
llvm::Expected<std::vector<char>> adoptKernel(const kernels::KernelObject &object, const std::string &symbol);

} // namespace evenstride::emit
