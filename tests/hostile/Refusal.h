// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What every refusal has in common: the code, the exit code, nothing printed as a result, and no file left behind.
#pragma once

#include "support/Sandbox.h"

#include <doctest/doctest.h>

namespace evenstride::test {

/// A network whose layer needs weights.
inline constexpr const char *convNetwork = "network small(image: f32[1, 8, 8]) {\n"
                                           "    return image -> conv(2, 3x3) @first -> relu\n"
                                           "}\n";
/// One that needs none.
inline constexpr const char *reluNetwork = "network plain(image: f32[1, 4, 4]) {\n    return image -> relu\n}\n";

/// Runs a command that must fail with `code` and exit code `exitCode`, changing no file. Returns what it says.
inline std::string refusal(const Sandbox &sandbox, const std::string &command, const std::string &code,
                           int exitCode = 2, const std::string &before = "") {
  CAPTURE(command);
  auto files = sandbox.files();
  CommandResult result = sandbox.run(command, before);
  CAPTURE(result.errors);
  CHECK(result.exitCode == exitCode);
  CHECK(result.errors.find("[" + code + "]: ") != std::string::npos);
  bool unchanged = sandbox.files() == files;
  CHECK(unchanged);
  return result.errors;
}

inline bool contains(const std::string &text, const std::string &part) { return text.find(part) != std::string::npos; }

} // namespace evenstride::test
