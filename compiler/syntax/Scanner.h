// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Text to tokens, with every fault that can be seen without grammar: strange characters, numbers, quotes.
#pragma once

#include "diagnostics/Diagnostic.h"
#include "syntax/Token.h"

#include <vector>

namespace evenstride::syntax {

struct Scan {
  std::vector<Token> tokens; // the last one is Kind::End
  std::vector<support::Span> comments;
  std::vector<diagnostics::Diagnostic> errors;
};

/// Scans a whole file of well-formed UTF-8. A fault gives an error and the token that was most likely meant, or none.
/// Gives up after `maxErrors` errors, with a token of kind End where it stopped.
Scan scan(const support::SourceFile &file, size_t maxErrors);

} // namespace evenstride::syntax
