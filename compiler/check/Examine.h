// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One pass of the check over a module: what `check` reports, before its fixes were tried.
#pragma once

#include "check/Flow.h"
#include "diagnostics/Diagnostic.h"

#include <memory>
#include <vector>

namespace evenstride::check {

struct Examination {
  std::vector<std::unique_ptr<Flow>> flows; // one per network, in file order
  std::vector<diagnostics::Diagnostic> diagnostics;
};

Examination examine(const ast::Module &module, Purpose purpose);

} // namespace evenstride::check
