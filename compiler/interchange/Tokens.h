// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The words of the text formats that are imported: names, numbers, texts in quotes, comments from `#` to the end of a
// line.
#pragma once

#include "support/SourceFile.h"

#include <string>
#include <string_view>

namespace evenstride::interchange {

enum class TokenKind { Word, Number, Text, Symbol, Unknown, End };

struct Token {
  TokenKind kind = TokenKind::End;
  std::string text; // of a Text what it means
  support::Span span;
};

class Tokens {
public:
  /// `symbols` are the characters that stand for themselves.
  Tokens(const support::SourceFile &file, std::string_view symbols);

  const Token &current() const { return token; }
  bool at(char symbol) const { return token.kind == TokenKind::Symbol && token.text[0] == symbol; }
  void advance();

private:
  void skipSpace();
  void scanText(char quote);
  void scanEscape();
  template <typename Predicate> void scanWhile(TokenKind kind, Predicate belongs);

  const support::SourceFile &file;
  std::string_view text, symbols;
  size_t position = 0;
  Token token;
};

} // namespace evenstride::interchange
