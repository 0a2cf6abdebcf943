// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Text to syntax tree.
#pragma once

#include "ast/Ast.h"
#include "diagnostics/Diagnostic.h"

namespace evenstride::syntax {

/// Parses a whole file. Reports every syntax error it can (E01xx) and returns what could be understood; where the sink
/// has errors the module is not fit for anything but more error finding. Never throws.
ast::Module parse(const support::SourceFile &file, diagnostics::Sink &sink);

} // namespace evenstride::syntax
