// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `pad: same`: numbers where it has one meaning, both published meanings where it has two.
#pragma once

#include "check/WindowLedger.h"

namespace evenstride::check {

/// {top, left, bottom, right} for stride 1 and odd windows; `bare` is the window without padding.
std::optional<std::vector<int64_t>> samePadding(const Verdicts &bare);

/// Reports a `same` with two meanings and writes out both.
void reportSame(const LayerCall &call, const Verdicts &bare, Reporter &reporter);

} // namespace evenstride::check
