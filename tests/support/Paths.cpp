// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The one file of the tests that is compiled with paths in it, so that clones share the others' objects.
#include "support/Paths.h"

namespace evenstride::test {

std::filesystem::path sourceDirectory() { return EVENSTRIDE_SOURCE_DIR; }
std::filesystem::path binaryDirectory() { return EVENSTRIDE_BINARY_DIR; }

} // namespace evenstride::test
