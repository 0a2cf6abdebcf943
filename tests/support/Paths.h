// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where the sources and the build lie, for tests that read the tree or start the compiler.
#pragma once

#include <filesystem>

namespace evenstride::test {

std::filesystem::path sourceDirectory();
std::filesystem::path binaryDirectory();

} // namespace evenstride::test
