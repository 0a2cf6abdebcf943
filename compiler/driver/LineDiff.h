// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The lines in which two texts differ, in the manner of `diff -u`.
#pragma once

#include "diagnostics/Render.h"

#include <string>
#include <string_view>

namespace evenstride::driver {

/// Hunks with `context` equal lines around them; nothing for equal texts. Lines are cleaned of what a terminal could
/// take for a command.
std::string lineDiff(std::string_view before, std::string_view after, size_t context, diagnostics::Color color);

} // namespace evenstride::driver
