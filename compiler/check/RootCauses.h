// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where sizes that should have been equal parted: the layers that rounded, or else those that made fewer rows of more.
#pragma once

#include "check/Flow.h"
#include "diagnostics/Diagnostic.h"

#include <span>
#include <vector>

namespace evenstride::check {

/// The roundings on the way to one of the operands that not all of them share, the last one first.
std::vector<const Loss *> lossesApart(const Flow &flow, std::span<const ValueId> operands, size_t which, Axis axis);

/// "`max_pool2` makes 54 rows of 109 and loses the last one"
std::string describe(const Flow &flow, const Loss &loss);

/// Labels: where a value's extent comes from, and the last roundings on the way to it.
std::vector<diagnostics::Label> originsOf(const Flow &flow, ValueId value, Axis axis);

/// Labels, each place once: where each operand's extent comes from, and behind it where the operands parted.
std::vector<diagnostics::Label> rootCauses(const Flow &flow, std::span<const ValueId> operands, Axis axis);

} // namespace evenstride::check
