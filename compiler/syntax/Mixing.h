// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `->` and operators in one expression: which of the two binds tighter is for the writer to say.
#pragma once

#include "diagnostics/Diagnostic.h"
#include "syntax/Build.h"

#include <optional>
#include <span>

namespace evenstride::syntax {

/// Looks at the tokens of one expression, those in brackets left out, and reports a mixture with its readings written
/// out.
std::optional<diagnostics::Diagnostic> findMixing(const Builder &builder, std::span<const Token> tokens);

} // namespace evenstride::syntax
