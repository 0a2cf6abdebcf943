// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The extents of a size program at given values, and variables that cannot differ.
#pragma once

#include "check/SizeProgram.h"

namespace evenstride::check {

/// Variables that have to be equal, as their values meet after the same layers, with `variable` among them.
std::vector<SizeVariable> tiedTo(const SizeProgram &program, SizeVariable variable);

/// The extents at values of all variables; nothing behind a layer that does not accept them.
std::vector<std::optional<int64_t>> extentsAt(const SizeProgram &program, const std::vector<int64_t> &values);
/// The values at which the network was unrolled.
std::vector<int64_t> presentValues(const SizeProgram &program);

} // namespace evenstride::check
