// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Shapes written in named sizes: "[64, (H - 1)/2, W]".
#pragma once

#include "check/Flow.h"

namespace evenstride::check {

/// Writes the formulas of all values into the graph that depend on a named size without a value.
void addFormulas(Flow &flow);

} // namespace evenstride::check
