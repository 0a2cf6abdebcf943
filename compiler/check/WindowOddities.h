// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What may be said of windows that divide: windows of padding alone, and even ones that change the size.
#pragma once

#include "check/WindowLedger.h"

namespace evenstride::check {

void reportOnlyPadding(const WindowSite &site, const WindowCopy &copy, Reporter &reporter);
void warnOfEvenWindow(const WindowSite &site, const WindowCopy &copy, Reporter &reporter);

} // namespace evenstride::check
