// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The reader of a file: what stands next, whom to ask for it, and where to go on after an error.
#include "syntax/ModuleReader.h"

#include "support/Text.h"
#include "syntax/Nesting.h"
#include "syntax/Report.h"
#include "syntax/Scanner.h"

#include <algorithm>

namespace evenstride::syntax {

using namespace diagnostics;
using support::Span;

namespace {

bool beginsItem(Kind kind) {
  return kind == Kind::Network || kind == Kind::Block || kind == Kind::Use || kind == Kind::End;
}
bool beginsStatement(Kind kind) { return kind == Kind::Let || kind == Kind::Return || kind == Kind::Require; }
bool beginsItemOrStatement(Kind kind) { return beginsItem(kind) || beginsStatement(kind); }
bool followsStatement(Kind kind) { return beginsItemOrStatement(kind) || kind == Kind::RBrace; }
bool beginsBody(Kind kind) { return beginsItemOrStatement(kind) || kind == Kind::LBrace; }

/// "`let`, `return` or `}`"
std::string listed(const std::vector<Kind> &kinds) {
  std::string result;
  for (size_t i = 0; i < kinds.size(); ++i)
    result += (i == 0 ? "" : i + 1 == kinds.size() ? " or " : ", ") + quoted(spelling(kinds[i]));
  return result;
}

} // namespace

ast::Module ModuleReader::read() {
  ast::Module module;
  module.file = &file;
  if (!isText())
    return module;
  Scan scanned = scan(file, maxErrors);
  tokens = std::move(scanned.tokens);
  const bool complete = scanned.errors.size() < maxErrors;
  if (complete) {
    if (std::optional<size_t> deep = findTooDeep(tokens))
      report(tokens[*deep], fault(Code::E0113, "this is nested too deeply", {builder.span(tokens[*deep]), ""}));
    else
      readItems(module);
  }
  reportScanErrors(std::move(scanned.errors));
  if (full())
    sink.report(fault(Code::E0115, "there are more errors than are shown", {builder.span(tokens.back()), ""}));
  if (module.items.empty() && reported == 0)
    sink.report(fault(Code::E0003, "there is nothing in this file", {Span{&file, 0, 0}, ""}));
  return module;
}

/// Refuses what no person wrote: a file that is too large, or none of UTF-8.
bool ModuleReader::isText() {
  const std::string_view text = file.text();
  if (text.size() > maxFileBytes) {
    sink.report(fault(Code::E0114, "this file is larger than 4 MiB", {Span{&file, 0, 0}, ""}));
    return false;
  }
  const size_t zero = text.find('\0');
  const size_t malformed = support::firstMalformedUtf8(text).value_or(text.npos);
  const size_t first = std::min(zero, malformed);
  if (first == text.npos)
    return true;
  const auto place = static_cast<uint32_t>(first);
  Diagnostic made = fault(Code::E0002, "this file is not text", {Span{&file, place, place + 1}, ""});
  made.notes.push_back(first == zero ? "it has a byte 0 here" : "the bytes here are not UTF-8");
  sink.report(std::move(made));
  return false;
}

void ModuleReader::readItems(ast::Module &module) {
  while (here().kind != Kind::End && !full()) {
    switch (here().kind) {
    case Kind::Network:
      readItem<ast::Network>(&Grammar::networkHeader, module);
      break;
    case Kind::Block:
      readItem<ast::Block>(&Grammar::blockHeader, module);
      break;
    case Kind::Use:
      readUse();
      break;
    default:
      readStray({Kind::Network, Kind::Block});
    }
  }
}

/// `use "file"`
void ModuleReader::readUse() {
  const size_t from = next++;
  if (here().kind == Kind::Quote) {
    ++next;
    while (here().kind != Kind::Quote && here().kind != Kind::End)
      ++next;
    next += here().kind == Kind::Quote ? 1 : 0;
  }
  leaveOut(from, "`use` is not available yet: a network and its blocks stand in one file");
}

template <typename Item> void ModuleReader::readItem(Rule<Item> header, ast::Module &module) {
  const size_t from = next;
  Item item;
  const Attempt made = attempt(header, item);
  if (made.matched)
    next = made.next;
  else
    skipTo(beginsBody);
  if (here().kind == Kind::Where) {
    const size_t where = next;
    skipTo(beginsBody);
    leaveOut(where, "`where` is not available yet: write the sizes as numbers");
  }
  if (made.matched)
    expectBody();
  if (here().kind == Kind::LBrace || beginsStatement(here().kind))
    readBody(item.name.name, item.body);
  item.span = builder.span(&tokens[from], tokens.data() + std::max(next, from + 1));
  if (!item.name.name.empty())
    module.items.push_back(std::move(item));
}

/// Goes to the `{` of a body.
void ModuleReader::expectBody() {
  if (here().kind == Kind::LBrace)
    return;
  report(here(),
         fault(Code::E0101, "expected `{`, found " + describeFound(builder, here()), {builder.span(here()), ""}));
  skipTo(beginsBody);
}

void ModuleReader::readBody(const std::string &name, std::vector<ast::Statement> &body) {
  const size_t opening = next;
  if (here().kind == Kind::LBrace)
    ++next;
  while (!full() && readBodyToken(name, opening, body))
    ;
}

/// Reads one statement, or what stands in its place; false at the end of the body.
bool ModuleReader::readBodyToken(const std::string &name, size_t opening, std::vector<ast::Statement> &body) {
  switch (here().kind) {
  case Kind::Let:
  case Kind::Return:
    readStatement(body);
    return true;
  case Kind::Require: {
    const size_t from = next++;
    skipToStatement(next, next);
    leaveOut(from, "`require` is not available yet");
    return true;
  }
  case Kind::RBrace: {
    const Token closing = tokens[next++];
    if (!beginsStatement(here().kind))
      return false;
    Diagnostic made = fault(Code::E0112, "this `}` closes nothing", {builder.span(closing), "statements follow"});
    report(closing, std::move(made));
    return true;
  }
  case Kind::End:
  case Kind::Network:
  case Kind::Block:
  case Kind::Use: {
    if (tokens[opening].kind != Kind::LBrace)
      return false;
    Diagnostic made =
        fault(Code::E0102, name.empty() ? "this `{` is not closed" : "the body of `" + name + "` is not closed",
              {builder.span(tokens[opening]), "opened here"});
    made.labels.push_back({builder.span(here()), "`}` was expected before " + describeFound(builder, here())});
    report(here(), std::move(made));
    return false;
  }
  default:
    readStray({Kind::Let, Kind::Return, Kind::RBrace});
    return true;
  }
}

void ModuleReader::readStatement(std::vector<ast::Statement> &body) {
  ast::Statement statement;
  const Attempt made = attempt<ast::Statement>(&Grammar::statement, statement);
  if (made.matched)
    next = made.next;
  else
    skipToStatement(next, made.failure.token);
  const auto *let = std::get_if<ast::Let>(&statement.node);
  if (let == nullptr || let->value != nullptr)
    body.push_back(std::move(statement));
}

/// Something that begins neither a statement (in a body) nor an item (between them).
void ModuleReader::readStray(std::vector<Kind> words) {
  if (mendStrayWord(words))
    return;
  const bool inBody = words.front() == Kind::Let;
  const Token &found = here();
  const Span place = builder.span(found);
  const std::string seen = describeFound(builder, found);
  if (isClosing(found.kind)) {
    report(found, fault(Code::E0112, "this " + seen + " closes nothing", {place, ""}));
    ++next;
    if (tokens[next].kind == Kind::End || isClosing(tokens[next].kind))
      return;
  } else if (!inBody && beginsStatement(found.kind)) {
    report(found,
           fault(Code::E0101, seen + " stands in the body of a network or block", {place, "this is outside of any"}));
  } else {
    report(found, fault(Code::E0101, "expected " + listed(words) + ", found " + seen, {place, ""}));
  }
  if (inBody)
    skipToStatement(next, next);
  else
    skipTo(beginsItem);
}

/// The word of `words` that was most likely meant by the word at `at`: `retrun a`, `netwrok n(…)`.
std::optional<Kind> ModuleReader::meantWord(size_t at, const std::vector<Kind> &words) const {
  if (tokens[at].kind != Kind::Word || !beginsOperand(tokens[at + 1].kind))
    return std::nullopt;
  std::vector<std::string_view> spellings;
  for (Kind word : words)
    if (isReservedWord(word))
      spellings.push_back(spelling(word));
  const std::optional<std::string_view> nearest = support::nearestName(builder.text(tokens[at]), spellings);
  return nearest ? std::optional(wordKind(*nearest)) : std::nullopt;
}

/// The statement that begins with the word at `at`, if that is but misspelt or lacks its `let`.
std::optional<Kind> ModuleReader::meantStatement(size_t at) const {
  if (tokens[at].kind == Kind::Word && tokens[at + 1].kind == Kind::Equals)
    return Kind::Let;
  return meantWord(at, {Kind::Let, Kind::Return});
}

/// Says what was meant by a word that is misspelt or missing, and goes on as if it stood there.
bool ModuleReader::mendStrayWord(const std::vector<Kind> &words) {
  const bool inBody = words.front() == Kind::Let;
  const std::optional<Kind> meant = inBody ? meantStatement(next) : meantWord(next, words);
  if (!meant)
    return false;
  const Token found = here();
  const Span place = builder.span(found);
  const std::string word(spelling(*meant));
  if (tokens[next + 1].kind == Kind::Equals) {
    Diagnostic made = fault(Code::E0101, "a value is named by `let`", {place, ""});
    made.fixes.push_back(spellingFix("write `let`", Span{&file, place.begin, place.begin}, "let "));
    report(found, std::move(made));
    tokens.insert(tokens.begin() + static_cast<ptrdiff_t>(next), Token{found.begin, found.begin, Kind::Let, true});
    return true;
  }
  Diagnostic made = fault(Code::E0101, "expected " + listed(words) + ", found " + describeFound(builder, found),
                          {place, "did you mean `" + word + "`?"});
  made.fixes.push_back(spellingFix("write `" + word + "`", place, word));
  report(found, std::move(made));
  tokens[next].kind = *meant;
  tokens[next].tainted = true;
  return true;
}

/// Tries the rule at the next token; where it gets stuck, says so, and if it is clear what was meant tries again with
/// the tokens mended. The attempt returned counts as matched only if it went to the end of what it should read.
template <typename Node> Attempt ModuleReader::attempt(Rule<Node> rule, Node &node) {
  uint32_t lastPlace = UINT32_MAX;
  uint32_t samePlace = 0;
  while (true) {
    node = Node{};
    Attempt made = (Grammar(builder, tokens).*rule)(next, node);
    made.matched = made.matched && accepts(made);
    if (!made.matched) {
      if (made.failure.token == made.next)
        made.failure.expected.add(Expected::Statement);
      const Token stuckAt = tokens[made.failure.token];
      const Finding finding = explain({builder, tokens, next, made.failure});
      samePlace = stuckAt.begin == lastPlace ? samePlace + 1 : 0;
      lastPlace = stuckAt.begin;
      if (samePlace == 0)
        report(stuckAt, finding.diagnostic);
      // Several brackets may be open at one place, but no more than these.
      if (samePlace <= maxBracketDepth && repair(finding, made.failure.token))
        continue;
    }
    for (Diagnostic &fault : made.faults)
      report(Token{}, std::move(fault));
    return made;
  }
}

/// A statement that matched may have ended before it should: `let a = b c`.
bool ModuleReader::accepts(const Attempt &attempt) const {
  return !beginsStatement(here().kind) || followsStatement(tokens[attempt.next].kind) ||
         meantStatement(attempt.next).has_value();
}

bool ModuleReader::repair(const Finding &finding, size_t at) {
  const size_t cost = at - next + 16;
  if (!finding.repair || full() || cost > repairBudget)
    return false;
  repairBudget -= cost;
  const auto first = tokens.begin() + static_cast<ptrdiff_t>(finding.repair->token);
  const auto hole = tokens.erase(first, first + static_cast<ptrdiff_t>(finding.repair->count));
  tokens.insert(hole, finding.repair->with.begin(), finding.repair->with.end());
  return true;
}

/// From token `to` on to the next statement or the end of the body; `from` is where the broken statement began, so that
/// the `}` of a `repeat` in it is not taken for the end of the body.
void ModuleReader::skipToStatement(size_t from, size_t to) {
  int depth = 0;
  for (next = from;; ++next) {
    const Kind kind = here().kind;
    if (next > to || (next == to && next > from) || from == to) {
      if (beginsItemOrStatement(kind) || (kind == Kind::RBrace && depth <= 0))
        return;
    }
    depth += kind == Kind::LBrace ? 1 : kind == Kind::RBrace ? -1 : 0;
    if (kind == Kind::End)
      return;
  }
}

void ModuleReader::skipTo(bool (*stops)(Kind)) {
  if (here().kind != Kind::End)
    ++next;
  while (here().kind != Kind::End && !stops(here().kind))
    ++next;
}

/// Reports that tokens [from, next) mean something that is not built yet.
void ModuleReader::leaveOut(size_t from, std::string what) {
  leftOut.push_back(builder.span(&tokens[from], &tokens[next]));
  report(tokens[from], fault(Code::E0111, std::move(what), {builder.span(tokens[from]), ""}));
}

void ModuleReader::report(const Token &at, Diagnostic diagnostic) {
  if (at.tainted || full())
    return;
  ++reported;
  sink.report(std::move(diagnostic));
}

void ModuleReader::reportScanErrors(std::vector<Diagnostic> errors) {
  for (Diagnostic &error : errors) {
    const auto covers = [&](Span span) {
      return span.begin <= error.primary.span.begin && error.primary.span.end <= span.end;
    };
    if (std::none_of(leftOut.begin(), leftOut.end(), covers))
      report(Token{}, std::move(error));
  }
}

} // namespace evenstride::syntax
