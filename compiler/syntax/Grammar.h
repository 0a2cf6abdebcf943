// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The rules of the grammar that others may try, each at one token. Implemented in Parser.cpp, where all of Spirit is.
#pragma once

#include "diagnostics/Diagnostic.h"
#include "syntax/Build.h"
#include "syntax/Expectation.h"

#include <span>
#include <vector>

namespace evenstride::syntax {

/// What one attempt gave.
struct Attempt {
  bool matched = false;
  size_t next = 0; // the first token behind what matched
  Failure failure; // where it got stuck; also set if it matched, since a longer match may have been tried
  /// Faults that do not keep the text from being understood.
  std::vector<diagnostics::Diagnostic> faults;
};

class Grammar {
public:
  Grammar(const Builder &builder, std::span<const Token> tokens) : builder(builder), tokens(tokens) {}

  /// `use "path"`
  Attempt use(size_t from, ast::Use &use) const;
  /// `network name(inputs) where …`, up to the body.
  Attempt networkHeader(size_t from, ast::Network &network) const;
  /// `block name(parameters)`, up to the closing parenthesis.
  Attempt blockHeader(size_t from, ast::Block &block) const;
  /// One `let`, `return` or `require`.
  Attempt statement(size_t from, ast::Statement &statement) const;

private:
  const Builder &builder;
  std::span<const Token> tokens; // the last one is Kind::End
};

} // namespace evenstride::syntax
