// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A file while it is read: its tokens, the place that was reached, what was reported. Tries rules of the grammar there,
// mends what can be mended, and skips what cannot.
#pragma once

#include "diagnostics/Diagnostic.h"
#include "syntax/Explain.h"
#include "syntax/Grammar.h"

#include <vector>

namespace evenstride::syntax {

/// Larger files are refused: twenty times the largest network that people write.
inline constexpr uint32_t maxFileBytes = 4u << 20;
/// Errors of one file; more are not looked for.
inline constexpr size_t maxErrors = 100;

bool beginsItem(Kind kind);      // or ends the file
bool beginsStatement(Kind kind); // in a body
/// "`let`, `return` or `}`"
std::string listed(const std::vector<Kind> &kinds);

class Reading {
public:
  template <typename Node> using Rule = Attempt (Grammar::*)(size_t, Node &) const;

  Reading(const support::SourceFile &file, diagnostics::Sink &sink) : file(file), sink(sink), builder(file) {}

  const Token &here() const { return tokens[next]; }
  support::Span spanHere() const { return builder.span(here()); }
  std::string describeHere() const { return describeFound(builder, here()); }
  bool full() const { return reported >= maxErrors; }

  /// Tries the rule at the next token, which is not passed. Where it gets stuck it says so, and if it is clear what was
  /// meant tries again with the tokens mended. The attempt returned has matched only if it read all that it should.
  template <typename Node> Attempt attempt(Rule<Node> rule, Node &node);
  /// Replaces the next word by what was meant, and says so: `retrun a`, `netwrok n(…)`, a missing `let`.
  bool mendWord(const std::vector<Kind> &words);
  /// Speaks about a statement that another language has, or a value that nothing takes; false if it is neither.
  bool mendStatement();

  /// To the next token of those kinds, behind this one.
  void skipTo(bool (*stops)(Kind));
  /// From the broken statement that begins here over token `to` on to the next one, or to the end of the body.
  void skipStatement(size_t to);

  /// Reports unless that would be an echo of an earlier error at the token.
  void report(const Token &at, diagnostics::Diagnostic diagnostic);
  void reportScanErrors(std::vector<diagnostics::Diagnostic> errors);

  const support::SourceFile &file;
  diagnostics::Sink &sink;
  const Builder builder;
  std::vector<Token> tokens; // the last one is Kind::End
  size_t next = 0;           // the token to be read
  size_t reported = 0;

private:
  bool accepts(const Attempt &attempt) const;
  bool explainAndRepair(Attempt &attempt);
  bool repair(const Finding &finding, size_t at);
  std::optional<Kind> meantWord(size_t at, const std::vector<Kind> &words) const;
  std::optional<Kind> meantStatement(size_t at) const;
  bool beginsForeignStatement(size_t at) const;
  bool beginsValue(size_t at) const;
  bool beginsLine(size_t at) const;
  void skipForeignStatement();

  size_t repairBudget =
      maxFileBytes; // tokens that may be read again, so that a hostile file costs little more than others
  uint32_t stuckPlace = UINT32_MAX; // where the attempt before got stuck
  uint32_t repairsAtPlace = 0;
};

template <typename Node> Attempt Reading::attempt(Rule<Node> rule, Node &node) {
  stuckPlace = UINT32_MAX;
  while (true) {
    node = Node{};
    Attempt made = (Grammar(builder, tokens).*rule)(next, node);
    made.matched = made.matched && accepts(made);
    if (!made.matched && explainAndRepair(made))
      continue;
    for (diagnostics::Diagnostic &fault : made.faults)
      report(Token{}, std::move(fault));
    return made;
  }
}

} // namespace evenstride::syntax
