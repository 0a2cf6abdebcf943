// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Compares results with what PyTorch computed on the same weights.
#pragma once

#include <span>
#include <vector>

namespace examples {

/// `golden` is the expected numbers, then the bound of each. Prints the largest error and the largest share of a bound
/// that is used up. False where a result is beyond its bound or not a number, or where the counts differ.
bool agrees(std::span<const float> results, std::span<const float> golden);

} // namespace examples
