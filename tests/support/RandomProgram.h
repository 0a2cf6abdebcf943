// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Random programs that are right in syntax and names, though seldom in sizes; for tests of the parser, the printer and
// whatever takes a whole module.
#pragma once

#include <cstdint>
#include <string>

namespace evenstride::test {

/// A file of one to three blocks and networks. The same seed gives the same text everywhere. Every construct of the
/// language turns up, with odd layout and comments.
std::string randomProgram(uint64_t seed);

} // namespace evenstride::test
