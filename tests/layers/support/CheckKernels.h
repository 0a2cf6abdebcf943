// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs a table of cases on every target that this machine has and compares with plain loops.
#pragma once

#include "layers/support/Cases.h"

#include <span>

namespace evenstride::layertest {

enum class Numbers {
  SmallIntegers, // sums are exact in fp32: results must be equal bit for bit
  Reals,         // compared within `tolerance`
  Extremes,      // infinities, huge numbers, denormals, and where functions change their course
};

struct Comparison {
  Numbers numbers = Numbers::SmallIntegers;
  double tolerance = 0; // relative to 1 + the largest magnitude around
  double nanShare = 0;  // of the inputs' elements
  double floor = 0;     // absolute error that is never too large
  double ofBound = 0;   // instead of a tolerance: the share allowed of the bound of the spec's algorithm
};

void checkCases(std::span<const Case> cases, const Comparison &comparison = {});

} // namespace evenstride::layertest
