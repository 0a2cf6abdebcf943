// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Edits that make tensors meet: cut what is larger, pad what is smaller, or take another input.
#pragma once

#include "check/LayerCall.h"

namespace evenstride::check {

/// For a merge whose operands differ along `axes`.
std::vector<diagnostics::Fix> mergeFixes(const Flow &flow, const LayerCall &call, const std::vector<Axis> &axes);

} // namespace evenstride::check
