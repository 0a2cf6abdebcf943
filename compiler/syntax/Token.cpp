// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Spellings of tokens, in both directions.
#include "syntax/Token.h"

#include "ast/Spelling.h"

#include <algorithm>
#include <array>
#include <utility>

namespace evenstride::syntax {
namespace {

constexpr auto firstWord = static_cast<size_t>(Kind::Network);
static_assert(firstWord + ast::reservedWords.size() == static_cast<size_t>(Kind::Underscore) + 1);

constexpr std::array<std::pair<Kind, std::string_view>, 21> signs = {{
    {Kind::Quote, "\""},  {Kind::LParen, "("}, {Kind::RParen, ")"}, {Kind::LBracket, "["}, {Kind::RBracket, "]"},
    {Kind::LBrace, "{"},  {Kind::RBrace, "}"}, {Kind::Comma, ","},  {Kind::Colon, ":"},    {Kind::Equals, "="},
    {Kind::At, "@"},      {Kind::Arrow, "->"}, {Kind::Dot, "."},    {Kind::DotDot, ".."},  {Kind::DotDotEquals, "..="},
    {Kind::AtMost, "<="}, {Kind::Plus, "+"},   {Kind::Minus, "-"},  {Kind::Star, "*"},     {Kind::Slash, "/"},
    {Kind::Percent, "%"},
}};

} // namespace

std::string_view spelling(Kind kind) {
  if (kind >= Kind::Network)
    return ast::reservedWords[static_cast<size_t>(kind) - firstWord];
  for (const auto &[candidate, text] : signs)
    if (candidate == kind)
      return text;
  return {};
}

Kind wordKind(std::string_view word) {
  const auto found = std::find(ast::reservedWords.begin(), ast::reservedWords.end(), word);
  return found == ast::reservedWords.end() ? Kind::Word
                                           : static_cast<Kind>(firstWord + (found - ast::reservedWords.begin()));
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
