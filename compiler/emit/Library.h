// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A network, planned for one or several targets, to the files of its library.
#pragma once

#include "emit/Backend.h"
#include "emit/Program.h"

#include "llvm/Support/Error.h"

#include <span>

namespace evenstride::emit {

/// Compiles kernels, packs weights, writes the archive and headers. One program per target, the most demanding first;
/// the request must have weights. The reports lack what only the plans know, the peaks of the arenas.
llvm::Expected<LibraryFiles> emitLibrary(std::span<const Program> programs, const BackendRequest &request);

/// LLVM IR or assembly of the code that calls the kernels, without compiling or packing anything.
llvm::Expected<std::string> orchestratorText(const Program &program, const BackendRequest &request);

} // namespace evenstride::emit
