// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From the command line to a command; the last resort for what the machine refuses.
#include "driver/Driver.h"
#include "driver/Commands.h"
#include "driver/Report.h"

#include <cstdio>
#include <exception>

namespace evenstride::driver {

int drive(int argc, const char *const *argv) try {
  auto parsed = parseCommandLine(argc, argv);
  if (const int *code = std::get_if<int>(&parsed))
    return *code;
  return std::visit([](const auto &options) { return runCommand(options); }, std::get<Command>(parsed));
} catch (const std::exception &error) { // no memory, or a file system that fails between two calls
  std::fprintf(stderr, "error: %s\n", error.what());
  return exitMachine;
}

} // namespace evenstride::driver
