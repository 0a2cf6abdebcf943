// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `textDocument/semanticTokens/full`: what each word means, where the words alone do not tell.
#include "lsp/SemanticTokens.h"

#include "lsp/Features.h"

#include <algorithm>
#include <array>
#include <optional>

namespace evenstride::lsp {

namespace {

/// In the order of the legend.
enum TokenType : uint32_t { Function, Class, Variable, Parameter, Type, EnumMember, Property, Decorator, Operator };
constexpr std::array legend = {"function",   "class",    "variable",  "parameter", "type",
                               "enumMember", "property", "decorator", "operator"};
constexpr std::array modifiers = {"declaration", "defaultLibrary", "readonly"};
enum Modifier : uint32_t { Declaration = 1, DefaultLibrary = 2, ReadOnly = 4 };

struct Token {
  TokenType type;
  uint32_t modifiers = 0;
};

Token ofSymbol(const Symbol &symbol) {
  switch (symbol.kind) {
  case Symbol::Network:
    return {Class};
  case Symbol::Block:
    return {Function};
  case Symbol::Input:
  case Symbol::Tensor:
    return {Parameter};
  case Symbol::Integer:
  case Symbol::Size:
    return {Parameter, ReadOnly};
  case Symbol::Index:
    return {Variable, ReadOnly};
  case Symbol::Value:
    return {Variable};
  }
  return {Variable};
}

std::optional<Token> tokenOf(const Names &names, const Mention &mention) {
  switch (mention.role) {
  case Mention::Declaration:
  case Mention::Use: {
    Token token = ofSymbol(*names.symbolOf(mention));
    if (mention.role == Mention::Declaration)
      token.modifiers |= Declaration;
    return token;
  }
  case Mention::Layer: {
    bool isOperator = !mention.layer->operatorSymbol.empty();
    return isOperator ? Token{Operator} : Token{Function, DefaultLibrary};
  }
  case Mention::Parameter:
  case Mention::Figure:
  case Mention::Output:
    return Token{Property};
  case Mention::Word:
    return Token{EnumMember};
  case Mention::Label:
    return Token{Decorator};
  case Mention::Type:
    return Token{Type, DefaultLibrary};
  case Mention::File:
    return std::nullopt;
  }
  return std::nullopt;
}

} // namespace

Json semanticTokensLegend() { return {{"tokenTypes", legend}, {"tokenModifiers", modifiers}}; }

Json semanticTokens(const Context &context, const Json &) {
  const Lines &lines = context.analysis.lines();
  Json data = Json::array();
  Position last;
  uint32_t end = 0; // tokens do not overlap: the pieces of a label are part of it
  for (const Mention &mention : context.analysis.names().mentions()) {
    std::optional<Token> token = tokenOf(context.analysis.names(), mention);
    if (!token || mention.span.begin < end || mention.span.begin == mention.span.end)
      continue;
    Range range = lines.range(mention.span.begin, mention.span.end);
    if (range.start.line != range.end.line)
      continue;
    uint32_t line = range.start.line - last.line;
    uint32_t column = line == 0 ? range.start.character - last.character : range.start.character;
    for (uint32_t number :
         {line, column, range.end.character - range.start.character, uint32_t(token->type), token->modifiers})
      data.push_back(number);
    last = range.start;
    end = mention.span.end;
  }
  return {{"data", std::move(data)}};
}

} // namespace evenstride::lsp
