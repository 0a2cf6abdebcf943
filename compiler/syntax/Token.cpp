// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Spellings of tokens, in both directions.
#include "syntax/Token.h"

#include <array>
#include <utility>

namespace evenstride::syntax {
namespace {

constexpr std::array<std::pair<Kind, std::string_view>, 11> words = {{
    {Kind::Network, "network"},
    {Kind::Block, "block"},
    {Kind::Let, "let"},
    {Kind::Return, "return"},
    {Kind::Repeat, "repeat"},
    {Kind::In, "in"},
    {Kind::Expect, "expect"},
    {Kind::Use, "use"},
    {Kind::Where, "where"},
    {Kind::Require, "require"},
    {Kind::Underscore, "_"},
}};

constexpr std::array<std::pair<Kind, std::string_view>, 20> signs = {{
    {Kind::Quote, "\""}, {Kind::LParen, "("}, {Kind::RParen, ")"}, {Kind::LBracket, "["}, {Kind::RBracket, "]"},
    {Kind::LBrace, "{"}, {Kind::RBrace, "}"}, {Kind::Comma, ","},  {Kind::Colon, ":"},    {Kind::Equals, "="},
    {Kind::At, "@"},     {Kind::Arrow, "->"}, {Kind::Dot, "."},    {Kind::DotDot, ".."},  {Kind::DotDotEquals, "..="},
    {Kind::Plus, "+"},   {Kind::Minus, "-"},  {Kind::Star, "*"},   {Kind::Slash, "/"},    {Kind::Percent, "%"},
}};

} // namespace

std::string_view spelling(Kind kind) {
  for (const auto &[candidate, text] : words)
    if (candidate == kind)
      return text;
  for (const auto &[candidate, text] : signs)
    if (candidate == kind)
      return text;
  return {};
}

Kind wordKind(std::string_view word) {
  for (const auto &[kind, text] : words)
    if (text == word)
      return kind;
  return Kind::Word;
}

Kind closingOf(Kind opening) {
  return opening == Kind::LParen ? Kind::RParen : opening == Kind::LBracket ? Kind::RBracket : Kind::RBrace;
}

bool endsOperand(Kind kind) {
  return kind == Kind::Word || kind == Kind::Integer || kind == Kind::Fraction || kind == Kind::Window ||
         kind == Kind::Quote || kind == Kind::Underscore || isClosing(kind);
}

bool beginsOperand(Kind kind) {
  return kind == Kind::Word || kind == Kind::Integer || kind == Kind::Fraction || kind == Kind::Window ||
         kind == Kind::LParen || kind == Kind::Underscore;
}

} // namespace evenstride::syntax
