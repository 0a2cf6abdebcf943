// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The diagnostics on one window, whatever is wrong with it.
#pragma once

#include "check/WindowLedger.h"

namespace evenstride::check {

void reportWindow(const WindowSite &site, Reporter &reporter);

} // namespace evenstride::check
