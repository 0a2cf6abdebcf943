// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The whole command as a function.
#pragma once

namespace evenstride::driver {

/// Does what the command line says and returns the exit code. Never throws.
int drive(int argc, const char *const *argv);

} // namespace evenstride::driver
