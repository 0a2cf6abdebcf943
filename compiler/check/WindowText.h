// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Numbers of windows as people read them.
#pragma once

#include "check/WindowLedger.h"

#include <string>

namespace evenstride::check {

/// Sizes or losses along both axes; one of them may be missing.
struct PerAxis {
  int64_t rows = 0, columns = 0;
};

/// Four sides {top, left, bottom, right} in the shortest form: `1`, `(1, 2)`, `(0, 0, 1, 1)`.
std::string padText(const std::vector<int64_t> &pad);

/// A layer that cuts or adds at four sides {top, left, bottom, right}: `crop(right: 1, bottom: 1)`.
std::string sidesText(std::string_view layer, const std::vector<int64_t> &sides);

/// "the last row and the last 2 columns"; axes with 0 are left out.
std::string lastOnes(PerAxis count);
/// "one row and two columns"; axes with 0 are left out.
std::string amountOf(PerAxis count);

/// "(28 - 3 + 0 + 0) / 2 + 1 = 13.5": the output size of a window that does not divide.
std::string equation(const geometry::Verdict &verdict);
/// "13.5", where the text is short and exact, else "13 1/3".
std::string outputText(const geometry::Verdict &verdict);

} // namespace evenstride::check
