// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Edits that make a window divide, each proven in every copy of the layer before it is offered.
#pragma once

#include "check/WindowLedger.h"

namespace evenstride::check {

/// The copy whose numbers the diagnostic shows, and the axes at fault in it, all in the same way.
struct WindowFault {
  const WindowSite &site;
  const WindowCopy &copy;
  geometry::FaultClass faultClass;
  std::vector<Axis> axes;
  int64_t times = 1; // copies that fail in this way
};

/// Fixes for a remainder: the floor's exact form (or `round: down` where copies differ), and more padding at the end.
std::vector<diagnostics::Fix> fixesOf(const WindowFault &fault);

} // namespace evenstride::check
