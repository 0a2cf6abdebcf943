// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A planned network to the files of its library.
#pragma once

#include "emit/Backend.h"
#include "emit/Program.h"

#include "llvm/Support/Error.h"

namespace evenstride::emit {

/// Compiles kernels, packs weights, writes the archive and headers. The request must have weights.
llvm::Expected<LibraryFiles> emitLibrary(const Program &program, const BackendRequest &request);

/// LLVM IR or assembly of the code that calls the kernels, without compiling or packing anything.
llvm::Expected<std::string> orchestratorText(const Program &program, const BackendRequest &request);

} // namespace evenstride::emit
