// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Budgets on what only the back half knows: the arena and the packed weights.
#pragma once

#include "diagnostics/Diagnostic.h"
#include "emit/Backend.h"

namespace evenstride::driver {

/// Reports those that the compiled network passes, with what sets the figure.
void checkPlanBudgets(const check::Graph &graph, const emit::LibraryFiles &library, diagnostics::Sink &sink);

} // namespace evenstride::driver
