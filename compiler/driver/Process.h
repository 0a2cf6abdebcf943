// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Programs that the driver starts, and where the driver itself lies.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace evenstride::driver {

struct ProcessResult {
  int exitCode = 0;   // 128 + n after signal n
  std::string output; // standard output and standard error together
};

/// Starts `arguments[0]`, looked up in PATH, without a shell, and waits for its end. Nothing if it could not be
/// started.
std::optional<ProcessResult> runProcess(const std::vector<std::string> &arguments);

/// The folder above bin/, in the install tree and the build tree alike.
std::string installPrefix();

} // namespace evenstride::driver
