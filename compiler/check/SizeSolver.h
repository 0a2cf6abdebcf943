// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// All sizes that a network accepts along one of its variables, the others as they are: in closed form, class by class.
#pragma once

#include "check/SizeProgram.h"
#include "check/SizeSet.h"

namespace evenstride::check {

/// A layer that makes the modulus larger, and by how much.
struct SizeFactor {
  int32_t node = -1;
  int64_t factor = 1;
};

/// Two layers that exclude each other; -1 stands for the input.
struct SizeConflict {
  int32_t first = -1, second = -1;
};

struct SizeAnswer {
  SizeSet sizes;
  std::vector<SizeFactor> factors;
  std::optional<SizeConflict> conflict = {}; // where there is no size
  bool partial = false; // too many roundings: only sizes with the remainders of the present one were looked for
};

/// Whether layers whose weights fit one size ask for the present one, or may take any that all others accept.
enum class WeightsMay { Stay, Change };

SizeAnswer solveSizes(const SizeProgram &program, SizeVariable variable, WeightsMay weights);

} // namespace evenstride::check
