// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The commands, one file each. Every one prints its results to standard output and its diagnostics to standard error,
// and returns the process's exit code.
#pragma once

#include "driver/Options.h"

namespace evenstride::driver {

int runCommand(const CheckOptions &options);
int runCommand(const FixOptions &options);
int runCommand(const FmtOptions &options);
int runCommand(const SizesOptions &options);
int runCommand(const BuildOptions &options);
int runCommand(const RunOptions &options);
int runCommand(const BenchOptions &options);
int runCommand(const VerifyOptions &options);
int runCommand(const ExplainOptions &options);
int runCommand(const ImportOptions &options);
int runCommand(const ExportOptions &options);
int runCommand(const LspOptions &options);
int runCommand(const TargetsOptions &options);
int runCommand(const CacheOptions &options);

} // namespace evenstride::driver
