// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Layers with a window: `pad: same` and `round:` are resolved here, and every copy goes into the ledger.
#pragma once

#include "check/WindowLedger.h"

namespace evenstride::check {

Tensor applyWindow(Flow &flow, LayerCall call, WindowLedger &ledger, Reporter &reporter);

/// Reports a layer whose result or weights are beyond the limits of the compiler.
bool checkLimits(const Flow &flow, const LayerCall &call, const layers::Shape &result, Reporter &reporter);

} // namespace evenstride::check
