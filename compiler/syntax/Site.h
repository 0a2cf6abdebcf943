// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The surroundings of the token at which the grammar got stuck, as the rules on common mistakes ask for them.
#pragma once

#include "syntax/Explain.h"
#include "syntax/Report.h"

namespace evenstride::syntax {

class Site {
public:
  explicit Site(const Stuck &stuck);

  const Builder &builder;
  const std::span<const Token> tokens;
  const size_t from; // where the statement or header begins
  const size_t at;   // the token found
  const ExpectedSet expected;
  const Token &found;

  bool expects(Expected what) const { return expected.has(what); }
  bool expectsClosing() const { return opening && expected.has(expectedClosing(tokens[*opening].kind)); }
  /// Kind of the token `back` places before the one found; End before the beginning.
  Kind before(size_t back) const { return at >= from + back ? tokens[at - back].kind : Kind::End; }
  /// Kind of the token `ahead` places behind the one found.
  Kind behind(size_t ahead) const { return at + ahead < tokens.size() ? tokens[at + ahead].kind : Kind::End; }
  bool inHeader() const { return tokens[from].kind == Kind::Network || tokens[from].kind == Kind::Block; }
  bool beginsStatement() const;
  /// Whether the token found stands on a later line than the one before it.
  bool onNewLine() const;
  /// Whether the innermost bracket holds the arguments of a call.
  bool inArguments() const;
  /// Whether the token found closes the innermost bracket, or one further out.
  bool closesInnermost() const { return opening && closingOf(tokens[*opening].kind) == found.kind; }
  bool closesOuter() const;

  support::Span span(size_t index) const { return builder.span(tokens[index]); }
  support::Span foundSpan() const { return span(at); }
  /// The empty place right behind the token before the one found.
  support::Span behindPrevious() const;
  std::string text(size_t index) const { return std::string(builder.text(tokens[index])); }
  std::string describeFound() const { return syntax::describeFound(builder, found); }
  std::string describeExpected() const { return describe(expected, found.kind); }

  /// Tokens for repairs; an error at one of them would be an echo.
  Token inserted(Kind kind) const { return {tokens[at - 1].end, tokens[at - 1].end, kind, true}; }
  Token replaced(Kind kind) const { return {found.begin, found.end, kind, true}; }

  std::vector<size_t> open;      // brackets open at the fault, outermost first
  std::optional<size_t> opening; // the innermost of them
};

} // namespace evenstride::syntax
