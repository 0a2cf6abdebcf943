// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `documentSymbol` and `foldingRange`: the shape of a file.
#include "lsp/Describe.h"
#include "lsp/Features.h"

#include "syntax/Scanner.h"

namespace evenstride::lsp {

namespace {

/// The protocol's numbers for kinds of symbols.
enum class SymbolNumber { Module = 2, Function = 12, Variable = 13, Constant = 14 };

class Outline {
public:
  explicit Outline(const Context &context) : context(context) {}

  Json make() const {
    Json result = Json::array();
    for (const auto &item : context.analysis.module().items)
      if (const auto *block = std::get_if<ast::Block>(&item))
        result.push_back(entry(block->name, block->span, SymbolNumber::Function, "block", children(block->body)));
      else if (const auto *network = std::get_if<ast::Network>(&item))
        result.push_back(
            entry(network->name, network->span, SymbolNumber::Module, "network", children(network->body, network)));
    return result;
  }

private:
  Json entry(const ast::Identifier &name, const support::Span &span, SymbolNumber kind, std::string detail,
             Json children = Json::array()) const {
    return {{"name", name.name.empty() ? "?" : name.name},
            {"detail", std::move(detail)},
            {"kind", int(kind)},
            {"range", context.range(join(span, name.span))},
            {"selectionRange", context.range(name.span)},
            {"children", std::move(children)}};
  }

  Json children(const std::vector<ast::Statement> &body, const ast::Network *network = nullptr) const {
    Json result = Json::array();
    if (network)
      for (const ast::NetworkInput &input : network->inputs)
        result.push_back(entry(input.name, join(input.name.span, input.type.span), SymbolNumber::Constant,
                               std::string(input.type.span.text())));
    for (const ast::Statement &statement : body)
      if (const auto *let = std::get_if<ast::Let>(&statement.node))
        for (const ast::Identifier &name : let->names)
          result.push_back(
              entry(name, statement.span, SymbolNumber::Variable, shapesOf(context.analysis.places().at(name.span))));
    return result;
  }

  const Context &context;
};

} // namespace

Json documentSymbols(const Context &context, const Json &) { return Outline(context).make(); }

Json foldingRanges(const Context &context, const Json &) {
  constexpr size_t maxErrors = 100;
  const Lines &lines = context.analysis.lines();
  syntax::Scan scan = syntax::scan(context.analysis.file(), maxErrors);
  Json result = Json::array();
  auto fold = [&](uint32_t from, uint32_t to, const char *kind) {
    if (from < to)
      result.push_back({{"startLine", from}, {"endLine", to}, {"kind", kind}});
  };
  std::vector<uint32_t> open; // lines of the brackets that are open
  for (const syntax::Token &token : scan.tokens)
    if (syntax::isOpening(token.kind)) {
      open.push_back(lines.position(token.begin).line);
    } else if (syntax::isClosing(token.kind) && !open.empty()) {
      uint32_t closing = lines.position(token.begin).line; // stays in sight
      fold(open.back(), closing > 0 ? closing - 1 : 0, "region");
      open.pop_back();
    }
  for (size_t i = 0; i < scan.comments.size();) { // comments on neighbouring lines
    uint32_t first = lines.position(scan.comments[i].begin).line, last = first;
    while (++i < scan.comments.size() && lines.position(scan.comments[i].begin).line == last + 1)
      ++last;
    fold(first, last, "comment");
  }
  return result;
}

} // namespace evenstride::lsp
