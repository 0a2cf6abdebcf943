// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Recovery from errors of syntax.
#include "syntax/Reading.h"

#include "support/Text.h"
#include "syntax/ForeignWords.h"
#include "syntax/Nesting.h"
#include "syntax/Report.h"

#include <algorithm>

namespace evenstride::syntax {

using namespace diagnostics;
using support::Span;

bool beginsItem(Kind kind) {
  return kind == Kind::Network || kind == Kind::Block || kind == Kind::Use || kind == Kind::End;
}

bool beginsStatement(Kind kind) { return kind == Kind::Let || kind == Kind::Return || kind == Kind::Require; }

std::string listed(const std::vector<Kind> &kinds) {
  std::string result;
  for (size_t i = 0; i < kinds.size(); ++i)
    result += (i == 0 ? "" : i + 1 == kinds.size() ? " or " : ", ") + quoted(spelling(kinds[i]));
  return result;
}

/// What matched may have ended before it should: `let a = b c`, `network n(x: f32[H, 8, 8]) where {`.
bool Reading::accepts(const Attempt &attempt) const {
  if (here().kind == Kind::Network)
    return tokens[attempt.next].kind != Kind::Where;
  if (!beginsStatement(here().kind))
    return true;
  const Kind following = tokens[attempt.next].kind;
  return beginsItem(following) || beginsStatement(following) || following == Kind::RBrace ||
         meantStatement(attempt.next).has_value() || beginsForeignStatement(attempt.next) || beginsValue(attempt.next);
}

/// Says why the attempt got stuck. True if the tokens were mended, so that another one may get further.
bool Reading::explainAndRepair(Attempt &attempt) {
  Failure &failure = attempt.failure;
  if (failure.token == attempt.next)
    failure.expected.add(Expected::Statement);
  const Token stuck = tokens[failure.token];
  repairsAtPlace = stuck.begin == stuckPlace ? repairsAtPlace + 1 : 0;
  stuckPlace = stuck.begin;
  const Finding finding = explain({builder, tokens, next, failure});
  if (repairsAtPlace == 0)
    report(stuck, finding.diagnostic);
  // Several brackets may be open at one place, but no more than these.
  return repairsAtPlace <= maxBracketDepth && repair(finding, failure.token);
}

bool Reading::repair(const Finding &finding, size_t at) {
  const size_t cost = at - next + 16;
  if (!finding.repair || full() || cost > repairBudget)
    return false;
  repairBudget -= cost;
  const auto first = tokens.begin() + static_cast<ptrdiff_t>(finding.repair->token);
  const auto hole = tokens.erase(first, first + static_cast<ptrdiff_t>(finding.repair->count));
  tokens.insert(hole, finding.repair->with.begin(), finding.repair->with.end());
  return true;
}

/// The word of `words` that was most likely meant by the word at `at`.
std::optional<Kind> Reading::meantWord(size_t at, const std::vector<Kind> &words) const {
  if (tokens[at].kind != Kind::Word)
    return std::nullopt;
  const std::optional<Kind> known = foreignWord(builder.text(tokens[at]));
  const Kind following = tokens[at + 1].kind;
  if (known && std::ranges::find(words, *known) != words.end() && (following == Kind::Word || following == Kind::Quote))
    return known;
  if (!beginsOperand(following))
    return std::nullopt;
  std::vector<std::string_view> spellings;
  for (Kind word : words)
    if (isReservedWord(word))
      spellings.push_back(spelling(word));
  const std::optional<std::string_view> nearest = support::nearestName(builder.text(tokens[at]), spellings);
  return nearest ? std::optional(wordKind(*nearest)) : std::nullopt;
}

/// The statement that begins with the word at `at`, if that is but misspelt or lacks its `let`.
std::optional<Kind> Reading::meantStatement(size_t at) const {
  if (tokens[at].kind == Kind::Word && tokens[at + 1].kind == Kind::Equals)
    return Kind::Let;
  return meantWord(at, {Kind::Let, Kind::Return});
}

/// Whether a word that begins statements of other languages stands at the beginning of a line.
bool Reading::beginsForeignStatement(size_t at) const {
  return beginsLine(at) && tokens[at].kind == Kind::Word && foreignStatement(builder.text(tokens[at])).has_value() &&
         tokens[at + 1].kind != Kind::Equals;
}

/// Whether a value stands at the beginning of a line, as in `x -> relu`, and no `->` can be missing before it.
bool Reading::beginsValue(size_t at) const {
  const Kind next = tokens[std::min(at + 1, tokens.size() - 1)].kind;
  return beginsLine(at) && tokens[at].kind == Kind::Word && (next == Kind::Arrow || next == Kind::Dot);
}

bool Reading::beginsLine(size_t at) const {
  return at > 0 && file.text().substr(tokens[at - 1].end, tokens[at].begin - tokens[at - 1].end).find('\n') !=
                       std::string_view::npos;
}

bool Reading::mendStatement() {
  const Token found = here();
  if (beginsForeignStatement(next)) {
    Diagnostic made = fault(Code::E0101, "there is no " + describeHere() + " in the language", {spanHere(), ""});
    made.help.push_back(std::string(*foreignStatement(builder.text(found))));
    report(found, std::move(made));
    skipForeignStatement();
    return true;
  }
  if (found.kind != Kind::Word && found.kind != Kind::LParen)
    return false;
  const size_t begin = next;
  skipStatement(next);
  if (here().kind == Kind::RBrace && !beginsStatement(tokens[next + 1].kind)) {
    Diagnostic made = fault(Code::E0101, "the results of a body are named by `return`", {builder.span(found), ""});
    made.fixes.push_back(spellingFix("write `return`", Span{&file, found.begin, found.begin}, "return "));
    report(found, std::move(made));
    next = begin;
    tokens.insert(tokens.begin() + static_cast<ptrdiff_t>(begin), Token{found.begin, found.begin, Kind::Return, true});
    return true;
  }
  report(found, fault(Code::E0101, "nothing takes the value of this", {builder.span(found), "name it by `let`"}));
  return true;
}

/// To behind the braces of `if … { … }`, or to the next statement.
void Reading::skipForeignStatement() {
  const size_t begin = next;
  while (here().kind != Kind::LBrace && here().kind != Kind::End && (next == begin || !beginsLine(next)))
    ++next;
  int depth = 0;
  while (here().kind == Kind::LBrace || (depth > 0 && here().kind != Kind::End)) {
    depth += here().kind == Kind::LBrace ? 1 : here().kind == Kind::RBrace ? -1 : 0;
    ++next;
    if (depth == 0)
      return;
  }
}

bool Reading::mendWord(const std::vector<Kind> &words) {
  const bool inBody = words.front() == Kind::Let;
  const std::optional<Kind> meant = inBody ? meantStatement(next) : meantWord(next, words);
  if (!meant)
    return false;
  const Token found = here();
  const Span place = spanHere();
  const std::string word(spelling(*meant));
  if (tokens[next + 1].kind == Kind::Equals) {
    Diagnostic made = fault(Code::E0101, "a value is named by `let`", {place, ""});
    made.fixes.push_back(spellingFix("write `let`", Span{&file, place.begin, place.begin}, "let "));
    report(found, std::move(made));
    tokens.insert(tokens.begin() + static_cast<ptrdiff_t>(next), Token{found.begin, found.begin, Kind::Let, true});
    return true;
  }
  Diagnostic made = fault(Code::E0101, "expected " + listed(words) + ", found " + describeHere(),
                          {place, "did you mean `" + word + "`?"});
  made.fixes.push_back(spellingFix("write `" + word + "`", place, word));
  report(found, std::move(made));
  tokens[next].kind = *meant;
  tokens[next].tainted = true;
  return true;
}

void Reading::skipTo(bool (*stops)(Kind)) {
  if (here().kind != Kind::End)
    ++next;
  while (here().kind != Kind::End && !stops(here().kind))
    ++next;
}

void Reading::skipStatement(size_t to) {
  // Braces that the broken statement has opened must close before one closes the body.
  int depth = 0;
  const auto count = [&](Kind kind) { depth += kind == Kind::LBrace ? 1 : kind == Kind::RBrace ? -1 : 0; };
  for (; next < to; ++next)
    count(here().kind);
  while (!beginsItem(here().kind) && !beginsStatement(here().kind) && !(here().kind == Kind::RBrace && depth <= 0))
    count(tokens[next++].kind);
}

void Reading::report(const Token &at, Diagnostic diagnostic) {
  if (at.tainted || full())
    return;
  ++reported;
  sink.report(std::move(diagnostic));
}

void Reading::reportScanErrors(std::vector<Diagnostic> errors) {
  for (Diagnostic &error : errors)
    report(Token{}, std::move(error));
}

} // namespace evenstride::syntax
