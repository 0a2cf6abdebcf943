// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Links a compiled network into programs/promises.c and runs it.
#pragma once

#include "CompiledText.h"
#include "Process.h"
#include "support/Paths.h"

#include <optional>

namespace evenstride::test {

inline const std::string programs = (test::sourceDirectory() / "tests/unit/emit/programs/").string();

void writeFloats(const std::filesystem::path &path, const std::vector<float> &values);

/// Writes the library, input0.bin, … and expected0.bin, … by the reference.
void writeAll(const CompiledText &network, const std::filesystem::path &folder);

/// How programs for a kind of processor are built and run here.
struct Toolchain {
  std::string cc, nm, emulator;
};
/// Nothing where this machine does not run the target and its cross compiler or emulator is not installed.
std::optional<Toolchain> toolchainFor(const support::Target &target);

/// Builds and runs programs/promises.c with the library; prints "kept" or what broke.
Outcome runPromises(const CompiledText &network, const Toolchain &toolchain, const std::string &flags = "");
inline Outcome runPromises(const CompiledText &network, const std::string &flags = "") {
  return runPromises(network, toolchainFor(*support::hostTarget()).value(), flags);
}

} // namespace evenstride::test
