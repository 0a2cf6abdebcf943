// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One pass of the check over a program: what `check` reports, before its fixes were tried.
#pragma once

#include "ast/Program.h"
#include "check/Flow.h"
#include "diagnostics/Diagnostic.h"

#include <memory>
#include <vector>

namespace evenstride::check {

struct Examination {
  std::vector<std::unique_ptr<Flow>> flows; // one per network, in file order
  std::vector<diagnostics::Diagnostic> diagnostics;
};

Examination examine(const ast::Program &program, Purpose purpose);

} // namespace evenstride::check
