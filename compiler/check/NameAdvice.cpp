// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Names and labels as they are written, before anything is unrolled: W0241 and W0243.
#include "check/Advice.h"

#include "ast/Walk.h"

#include <map>
#include <set>

namespace evenstride::check {

using diagnostics::Code;
using diagnostics::Diagnostic;
using support::Span;

namespace {

/// A name that a network or block declares.
struct DeclaredName {
  enum class Kind { Input, Parameter, Let, Number, Index } kind = Kind::Let;
  const ast::Identifier *name = nullptr;
  Span home = {};                      // the statement that computes it
  const ast::Repeat *repeat = nullptr; // whose index it is

  bool isNumber() const { return kind == Kind::Number || kind == Kind::Index; }
};

/// What a network or block reads, and which labels it gives.
class Gathering : public ast::Visitor {
public:
  using Visitor::visit;
  void visit(const ast::Name &name, Span) override { read.insert(name.name); }
  void visit(const ast::Label &label) override { labels.push_back(&label); }
  void visit(const ast::Repeat &repeat) override {
    if (repeat.index)
      declare({DeclaredName::Kind::Index, &*repeat.index, {}, &repeat});
  }

  void declare(DeclaredName name) {
    if (name.isNumber())
      numbers.insert(name.name->name);
    declared.push_back(std::move(name));
  }
  void in(const std::vector<ast::Statement> &body) {
    for (const ast::Statement &statement : body) {
      if (const auto *let = std::get_if<ast::Let>(&statement.node))
        for (const ast::Identifier &name : let->names)
          declare(
              {isNumber(*let->value) ? DeclaredName::Kind::Number : DeclaredName::Kind::Let, &name, statement.span});
      walk(statement, *this);
    }
  }

  std::set<std::string_view> read;
  std::vector<const ast::Label *> labels;
  std::vector<DeclaredName> declared;

private:
  std::set<std::string_view> numbers;

  bool isNumber(const ast::Expr &expression) const {
    if (const auto *name = std::get_if<ast::Name>(&expression.node))
      return numbers.contains(name->name);
    if (const auto *unary = std::get_if<ast::Unary>(&expression.node))
      return isNumber(*unary->operand);
    if (const auto *binary = std::get_if<ast::Binary>(&expression.node))
      return isNumber(*binary->left) && isNumber(*binary->right);
    return std::holds_alternative<ast::Integer>(expression.node);
  }
};

Gathering gather(const ast::Network &network) {
  Gathering found;
  for (const ast::NetworkInput &input : network.inputs) {
    found.declare({DeclaredName::Kind::Input, &input.name});
    for (const ast::ExprPtr &size : input.type.dims)
      walk(size, found);
  }
  found.in(network.body);
  return found;
}

Gathering gather(const ast::Block &block) {
  Gathering found;
  for (const ast::BlockParameter &parameter : block.parameters)
    found.declare({parameter.isInteger ? DeclaredName::Kind::Number : DeclaredName::Kind::Parameter, &parameter.name});
  found.in(block.body);
  return found;
}

std::string kindText(DeclaredName::Kind kind) {
  switch (kind) {
  case DeclaredName::Kind::Input:
    return "the input ";
  case DeclaredName::Kind::Parameter:
    return "the parameter ";
  case DeclaredName::Kind::Let:
  case DeclaredName::Kind::Number:
    return "";
  case DeclaredName::Kind::Index:
    return "the index ";
  }
  return "";
}

/// `repeat i in 0..6` as `repeat 6`.
std::optional<diagnostics::Fix> withoutIndex(const ast::Repeat &repeat) {
  const auto *range = std::get_if<ast::Range>(&repeat.bounds->node);
  const auto *begin = range ? std::get_if<ast::Integer>(&range->begin->node) : nullptr;
  if (!begin || begin->value != 0 || range->inclusive)
    return std::nullopt;
  std::string count(range->end->span.text());
  return diagnostics::Fix{std::nullopt,
                          "copies need no index: `repeat " + count + " { … }`",
                          {{support::join(repeat.index->span, repeat.bounds->span), count}}};
}

void reportUnread(const DeclaredName &declared, Reporter &reporter) {
  const ast::Identifier &name = *declared.name;
  Diagnostic diagnostic;
  diagnostic.code = Code::W0241;
  diagnostic.message = kindText(declared.kind) + "`" + name.name + "` is never read";
  diagnostic.primary = {name.span, "nothing depends on it"};
  if (auto fix = declared.repeat ? withoutIndex(*declared.repeat) : std::nullopt)
    diagnostic.fixes.push_back(std::move(*fix));
  // Inputs and parameters are named by those who call: another name is not the matter of this place alone.
  std::string meant = "a name that begins with `_` may stay unread";
  if (declared.home.valid() || declared.repeat)
    diagnostic.fixes.push_back({std::nullopt, meant, {{{name.span.file, name.span.begin, name.span.begin}, "_"}}});
  else
    diagnostic.help.push_back(meant);
  reporter.report(std::move(diagnostic));
}

bool holds(Span outer, Span inner) { return outer.valid() && outer.begin <= inner.begin && inner.end <= outer.end; }

void reportLabel(const ast::Label &label, const DeclaredName &declared, Reporter &reporter) {
  const std::string &name = declared.name->name;
  Diagnostic diagnostic;
  diagnostic.code = Code::W0243;
  diagnostic.message = "the label `@" + name + "` is the name of another value";
  diagnostic.primary = {label.span, "names this layer"};
  diagnostic.labels.push_back({declared.name->span, "`" + name + "` is declared here"});
  if (declared.kind == DeclaredName::Kind::Index)
    diagnostic.help.push_back("a label with the number of the copy is `@\"{" + name + "}\"`");
  else
    diagnostic.notes.push_back("weights and `explain` go by labels, outputs by names of values");
  reporter.report(std::move(diagnostic));
}

void warn(const Gathering &found, Reporter &reporter) {
  std::map<std::string_view, const DeclaredName *> byName;
  for (const DeclaredName &declared : found.declared) {
    byName.emplace(declared.name->name, &declared);
    if (!found.read.contains(declared.name->name) && !declared.name->name.starts_with('_'))
      reportUnread(declared, reporter);
  }
  for (const ast::Label *label : found.labels) {
    if (label->pieces.size() != 1 || label->pieces[0].value)
      continue;
    auto declared = byName.find(label->pieces[0].text);
    if (declared == byName.end() || declared->second->kind == DeclaredName::Kind::Number)
      continue;
    if (!holds(declared->second->home, label->span))
      reportLabel(*label, *declared->second, reporter);
  }
}

} // namespace

void warnOfNames(const ast::Module &module, Reporter &reporter) {
  for (const auto &item : module.items)
    if (const auto *network = std::get_if<ast::Network>(&item))
      warn(gather(*network), reporter);
    else if (const auto *block = std::get_if<ast::Block>(&item))
      warn(gather(*block), reporter);
}

} // namespace evenstride::check
