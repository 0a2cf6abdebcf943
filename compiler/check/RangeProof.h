// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Whether a network holds for every size of its ranges, by progressions instead of trying each; and if not, the
// smallest size at which it does not.
#pragma once

#include "check/SizeProgram.h"

namespace evenstride::check {

struct RangeFailure {
  enum class Kind {
    Size,      // a layer does not accept the size
    Remainder, // a rounding leaves another remainder than at the first size
    Weights,   // weights fit the first size alone
  };
  Kind kind = Kind::Size;
  std::vector<SizeVariable> variables; // whose sizes are not the first of their ranges
  std::vector<int64_t> values;         // of all variables
  size_t demand = 0;                   // what fails
};

/// For each variable the smallest size that fails while the others are at their first; where there is none, the
/// smallest sizes that fail together. Empty where the network holds for all sizes. Sizes that fail at the first of
/// their range are not told: the network is unrolled there, and its diagnostics say more.
std::vector<RangeFailure> proveRanges(const SizeProgram &program);

} // namespace evenstride::check
