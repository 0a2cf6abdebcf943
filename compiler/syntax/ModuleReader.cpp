// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The reader of a file: what stands next, and whom to ask for it.
#include "syntax/ModuleReader.h"

#include "support/Text.h"
#include "syntax/ForeignWords.h"
#include "syntax/Nesting.h"
#include "syntax/Report.h"
#include "syntax/Scanner.h"

#include <algorithm>

namespace evenstride::syntax {

using namespace diagnostics;
using support::Span;

namespace {

bool beginsBody(Kind kind) { return beginsItem(kind) || beginsStatement(kind) || kind == Kind::LBrace; }

} // namespace

ast::Module ModuleReader::read() {
  ast::Module module;
  module.file = &file;
  if (!isText())
    return module;
  Scan scanned = scan(file, maxErrors);
  tokens = std::move(scanned.tokens);
  module.comments = std::move(scanned.comments);
  if (isForeign())
    return module;
  if (const std::optional<size_t> deep = findTooDeep(tokens))
    report(tokens[*deep], fault(Code::E0113, "this is nested too deeply", {builder.span(tokens[*deep]), ""}));
  else if (scanned.errors.size() < maxErrors)
    readItems(module);
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

/// A file of another language is one error.
bool ModuleReader::isForeign() {
  const std::optional<std::string_view> language = foreignLanguage(builder, tokens);
  if (!language)
    return false;
  Diagnostic made =
      fault(Code::E0116, "this looks like " + std::string(*language), {spanHere(), "the file begins here"});
  made.help.push_back("a network is written `network name(image: f32[3, 224, 224]) { return image -> … }`");
  report(Token{}, std::move(made));
  return true;
}

void ModuleReader::readItems(ast::Module &module) {
  while (here().kind != Kind::End && !full()) {
    if (here().kind == Kind::Network)
      readItem<ast::Network>(&Grammar::networkHeader, module);
    else if (here().kind == Kind::Block)
      readItem<ast::Block>(&Grammar::blockHeader, module);
    else if (here().kind == Kind::Use)
      readUse(module);
    else
      readStray({Kind::Network, Kind::Block, Kind::Use});
  }
}

void ModuleReader::readUse(ast::Module &module) {
  ast::Use use;
  const Attempt made = attempt<ast::Use>(&Grammar::use, use);
  if (made.matched) {
    next = made.next;
    module.items.push_back(std::move(use));
  } else {
    skipTo(beginsItem);
  }
}

template <typename Item> void ModuleReader::readItem(Rule<Item> header, ast::Module &module) {
  const size_t from = next;
  Item item;
  const Attempt made = attempt(header, item);
  if (made.matched)
    next = made.next;
  else
    skipTo(beginsBody);
  if (!made.matched)
    completeHeader(from, item);
  if (made.matched)
    expectBody();
  if (here().kind == Kind::LBrace || beginsStatement(here().kind))
    readBody(item.name.name, item.body);
  item.span = builder.span(&tokens[from], tokens.data() + std::max(next, from + 1));
  if (!item.name.name.empty())
    module.items.push_back(std::move(item));
}

/// Gives a network with a broken header all its names, so that nobody misses one.
void ModuleReader::completeHeader(size_t from, ast::Network &network) const {
  const auto isKnown = [&](std::string_view name) {
    return std::ranges::any_of(network.inputs, [&](const auto &input) { return input.name.name == name; }) ||
           std::ranges::any_of(network.sizes, [&](const auto &size) { return size.name.name == name; });
  };
  for (size_t i = from + 2; i < next; ++i) {
    if (tokens[i].kind != Kind::Word || isKnown(builder.text(tokens[i])))
      continue;
    const Kind before = tokens[i - 1].kind, behind = tokens[i + 1].kind;
    const bool begins = before == Kind::LParen || before == Kind::Comma || before == Kind::Where;
    if (behind == Kind::In && begins)
      network.sizes.push_back({builder.identifier(tokens[i]),
                               makeExpr(ast::Range{broken(), broken(), false}, spanHere()), nullptr,
                               builder.span(tokens[i])});
    else if (begins)
      network.inputs.push_back(
          {builder.identifier(tokens[i]), {{"f32", spanHere()}, {broken(), broken(), broken()}, {}, spanHere()}});
  }
  if (network.inputs.empty())
    network.inputs.push_back(
        {{"_", spanHere()}, {{"f32", spanHere()}, {broken(), broken(), broken()}, {}, spanHere()}});
}

void ModuleReader::completeHeader(size_t from, ast::Block &block) const {
  for (size_t i = from + 2; i < next; ++i) {
    const bool begins = tokens[i - 1].kind == Kind::LParen || tokens[i - 1].kind == Kind::Comma;
    const auto isKnown = [&](const auto &known) { return known.name.name == builder.text(tokens[i]); };
    if (tokens[i].kind != Kind::Word || !begins || std::ranges::any_of(block.parameters, isKnown))
      continue;
    const bool isInteger = tokens[i + 1].kind == Kind::Colon && builder.text(tokens[i + 2]) == "int";
    block.parameters.push_back({builder.identifier(tokens[i]), isInteger});
  }
}

/// `-> f32[10] {`
void ModuleReader::skipResultType() {
  const Token arrow = here();
  while (here().kind != Kind::LBrace && !beginsStatement(here().kind) && !beginsItem(here().kind))
    ++next;
  const Span type{&file, arrow.begin, tokens[next - 1].end};
  Diagnostic made = fault(Code::E0101, "the type of the result is not written: its sizes are computed", {type, ""});
  if (here().kind == Kind::LBrace)
    made.fixes.push_back(spellingFix("take it away", type, ""));
  report(arrow, std::move(made));
}

/// Goes to the `{` of a body.
void ModuleReader::expectBody() {
  if (here().kind == Kind::Arrow)
    skipResultType();
  if (here().kind == Kind::Colon) {
    Diagnostic made = fault(Code::E0101, "a body stands in braces", {spanHere(), "`{` goes here"});
    made.fixes.push_back(spellingFix("write `{`", spanHere(), " {"));
    report(here(), std::move(made));
    tokens[next].kind = Kind::LBrace;
    tokens[next].tainted = true;
    return;
  }
  if (here().kind == Kind::LBrace)
    return;
  if (beginsStatement(here().kind)) {
    const Span last = builder.span(tokens[next - 1]);
    Diagnostic made = fault(Code::E0101, "a body begins with `{`", {last, "`{` goes behind this"});
    made.fixes.push_back(spellingFix("insert `{`", Span{&file, last.end, last.end}, " {"));
    report(here(), std::move(made));
    return;
  }
  report(here(), fault(Code::E0101, "expected `{`, found " + describeHere(), {spanHere(), ""}));
  if (!beginsBody(here().kind))
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
  const Kind kind = here().kind;
  if (kind == Kind::RBrace)
    return !endsBody();
  if (beginsItem(kind)) {
    reportOpenBody(name, tokens[opening]);
    return false;
  }
  if (beginsStatement(kind))
    readStatement(body);
  else
    readStray({Kind::Let, Kind::Return, Kind::RBrace});
  return true;
}

void ModuleReader::readStatement(std::vector<ast::Statement> &body) {
  const size_t from = next;
  ast::Statement statement;
  const Attempt made = attempt<ast::Statement>(&Grammar::statement, statement);
  if (made.matched)
    next = made.next;
  else
    skipStatement(std::max(made.failure.token, next + 1));
  body.push_back(made.matched ? std::move(statement) : brokenStatement(from));
}

/// What is known of a statement that could not be read: the names of a `let`.
ast::Statement ModuleReader::brokenStatement(size_t from) const {
  const Span whole = builder.span(&tokens[from], &tokens[next]);
  const ast::ExprPtr value = makeExpr(ast::Broken{}, whole);
  if (tokens[from].kind == Kind::Return)
    return {ast::Return{{{std::nullopt, value}}}, whole};
  if (tokens[from].kind == Kind::Require)
    return {ast::Require{}, whole};
  ast::Let let{{}, value};
  for (size_t i = from + 1; tokens[i].kind == Kind::Word && i < next; i += 2) {
    let.names.push_back(builder.identifier(tokens[i]));
    if (tokens[i + 1].kind != Kind::Comma)
      break;
  }
  return {std::move(let), whole};
}

/// Passes a `}`. If statements follow it cannot be the end of the body, since none stand between items.
bool ModuleReader::endsBody() {
  const Token closing = tokens[next++];
  if (!beginsStatement(here().kind))
    return true;
  report(closing, fault(Code::E0112, "this `}` closes nothing", {builder.span(closing), "statements follow"}));
  return false;
}

void ModuleReader::reportOpenBody(const std::string &name, const Token &opening) {
  if (opening.kind != Kind::LBrace || opening.tainted)
    return; // reported when it was missing
  const std::string what = name.empty() ? "this `{`" : "the body of `" + name + "`";
  Diagnostic made = fault(Code::E0102, what + " is not closed", {builder.span(opening), "opened here"});
  made.labels.push_back({spanHere(), "`}` was expected before " + describeHere()});
  report(here(), std::move(made));
}

/// Something that begins neither a statement (in a body) nor an item (between them).
void ModuleReader::readStray(const std::vector<Kind> &words) {
  if (mendWord(words))
    return;
  const bool inBody = words.front() == Kind::Let;
  if (inBody && mendStatement())
    return;
  const Token found = here();
  const std::string seen = describeHere();
  if (isClosing(found.kind)) {
    Diagnostic made = fault(Code::E0112, "this " + seen + " closes nothing", {spanHere(), ""});
    made.fixes.push_back(spellingFix("take it away", spanHere(), ""));
    report(found, std::move(made));
    ++next;
    return;
  }
  if (!inBody && beginsStatement(found.kind))
    report(found, fault(Code::E0101, seen + " stands in the body of a network or block",
                        {spanHere(), "this is outside of any"}));
  else
    report(found, fault(Code::E0101, "expected " + listed(words) + ", found " + seen, {spanHere(), ""}));
  if (inBody)
    skipStatement(next);
  else
    skipTo(beginsItem);
}

} // namespace evenstride::syntax
