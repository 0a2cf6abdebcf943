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

/// For a report on a program whose texts were read with these diagnostics. Behind errors in them it gives no advice,
/// which would speak of what was not understood.
Examination examineBehind(const ast::Program &program, const diagnostics::Sink &ofTexts);

} // namespace evenstride::check
