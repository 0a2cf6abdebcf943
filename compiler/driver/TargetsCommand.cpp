// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `targets`: what networks can be compiled for.
#include "driver/Commands.h"
#include "driver/Report.h"
#include "support/Target.h"

#include <fmt/format.h>

namespace evenstride::driver {

int runCommand(const TargetsOptions &) {
  const support::Target *host = support::hostTarget();
  for (const support::Target &target : support::allTargets())
    fmt::print("{:16} {:2} floats per vector, {:2} vector registers, needs {}{}\n", target.name, target.vectorFloats,
               target.vectorRegisters, target.needs, &target == host ? "  (this machine)" : "");
  return exitDone;
}

} // namespace evenstride::driver
