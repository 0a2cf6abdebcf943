// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Diagnostics of the driver itself, which belong to no place in a text, and what they mean for the exit code.
#pragma once

#include "diagnostics/Diagnostic.h"
#include "diagnostics/Render.h"

#include <cstdio>
#include <string>
#include <string_view>

namespace evenstride::driver {

/// A diagnostic about a file, the command line or the machine.
diagnostics::Diagnostic fault(diagnostics::Code code, std::string message);

/// The process's exit codes: 1 where the model has errors, 2 where only the command line, files or the machine do.
inline constexpr int exitDone = 0, exitModel = 1, exitMachine = 2;
int exitCode(const diagnostics::Sink &sink);

/// Prints all diagnostics of the sink to standard error, in colour on a terminal, and returns the exit code.
int finish(diagnostics::Sink &sink);

/// Whether standard error is a terminal that a person watches.
bool isTerminal();
/// Colour where the stream is such a terminal and NO_COLOR is not set.
diagnostics::Color colorOf(std::FILE *stream);

} // namespace evenstride::driver
