// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Edits that make a window divide, each right in every copy of the layer by its arithmetic. Whether they are right for
// the program is found out by checking it with them: see FixTrials.h.
#pragma once

#include "check/WindowForm.h"

namespace evenstride::check {

/// For a remainder: the floor's exact form (or `round: down` where copies differ), and more padding at the end.
std::vector<diagnostics::Fix> remainderFixes(const WindowFault &fault);

/// For a window that is larger than its input: as much padding as lets one window fit.
std::vector<diagnostics::Fix> fittingFixes(const WindowFault &fault);

/// For a ceiling of a pool that counts its padding and not what overhangs it: a `pad` for the one, and a pool for the
/// other.
std::optional<diagnostics::Fix> ceilingAsPool(const LayerCall &call, const Verdicts &verdicts);

/// Other windows and strides that give the output about the size that was meant.
std::vector<diagnostics::Fix> otherWindows(const WindowFault &fault);

} // namespace evenstride::check
