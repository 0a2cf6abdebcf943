// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Random programs whose windows leave remainders, though never a row or column that a floor would lose.
#pragma once

#include <cstdint>
#include <string>

namespace evenstride::test {

/// How the windows that leave a remainder are written: as they are, or with `round: down`.
enum class Rounding { Unsaid, Down };

/// A network with blocks within blocks, repeats, merges and comments, of which every remainder is of class padding or
/// gap. The same seed gives the same text but for the rounding.
std::string uncleanProgram(uint64_t seed, Rounding rounding);

} // namespace evenstride::test
