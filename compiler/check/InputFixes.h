// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Other sizes of a network's input, as an edit of its type.
#pragma once

#include "check/Flow.h"
#include "diagnostics/Diagnostic.h"

namespace evenstride::check {

/// Sizes of the input that `value` depends on at which the whole network divides, the nearest ones; empty where none
/// are found or the value does not depend on one.
std::vector<int64_t> nearSizes(const Flow &flow, ValueId value, Axis axis);

/// The type of the input with the nearest of these sizes along `axes`; nothing where a size is not written in digits.
std::optional<diagnostics::Fix> otherInput(const Flow &flow, ValueId value, const std::vector<Axis> &axes);

/// The type of the input with the next multiples of all strides along both axes, for networks that round and so have no
/// exact sizes of their own.
std::optional<diagnostics::Fix> inputOfMultiples(const Flow &flow, ValueId value);

} // namespace evenstride::check
