// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where a word ends.
#include "interchange/Tokens.h"

#include <cctype>

namespace evenstride::interchange {

static bool isLetter(char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '_'; }
static bool isDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)); }
static bool isOctal(char c) { return c >= '0' && c <= '7'; }

Tokens::Tokens(const support::SourceFile &file, std::string_view symbols)
    : file(file), text(file.text()), symbols(symbols) {
  position = file.lineCount() > 0 ? file.lineBegin(1) : 0; // behind a byte order mark
  advance();
}

void Tokens::skipSpace() {
  while (position < text.size()) {
    if (text[position] == '#')
      while (position < text.size() && text[position] != '\n')
        ++position;
    else if (std::isspace(static_cast<unsigned char>(text[position])))
      ++position;
    else
      return;
  }
}

template <typename Predicate> void Tokens::scanWhile(TokenKind kind, Predicate belongs) {
  token.kind = kind;
  size_t begin = position;
  while (position < text.size() && belongs(position))
    ++position;
  token.text = text.substr(begin, position - begin);
}

void Tokens::scanEscape() {
  char c = text[position++];
  if (isOctal(c)) {
    int value = c - '0';
    for (int digits = 1; digits < 3 && position < text.size() && isOctal(text[position]); ++digits)
      value = value * 8 + (text[position++] - '0');
    token.text += char(value);
    return;
  }
  constexpr std::string_view names = "abfnrtv", meanings = "\a\b\f\n\r\t\v";
  size_t found = names.find(c);
  token.text += found == names.npos ? c : meanings[found];
}

void Tokens::scanText(char quote) {
  token.kind = TokenKind::Text;
  ++position;
  while (position < text.size() && text[position] != quote && text[position] != '\n')
    if (text[position] == '\\' && position + 1 < text.size())
      ++position, scanEscape();
    else
      token.text += text[position++];
  if (position < text.size() && text[position] == quote)
    ++position;
  else
    token.kind = TokenKind::Unknown; // it has no end
}

void Tokens::advance() {
  skipSpace();
  token = {};
  size_t begin = position;
  if (position < text.size()) {
    char c = text[position];
    char next = position + 1 < text.size() ? text[position + 1] : ' ';
    bool beginsNumber = isDigit(c) || (c == '.' && isDigit(next)) ||
                        (c == '-' && (isDigit(next) || isLetter(next) || next == '.')); // "-inf" is one, too
    if (isLetter(c)) {
      scanWhile(TokenKind::Word, [&](size_t at) { return isLetter(text[at]) || isDigit(text[at]); });
    } else if (beginsNumber) { // "1e-05f" is one piece
      scanWhile(TokenKind::Number, [&](size_t at) {
        char before = at == begin ? 'e' : text[at - 1];
        bool isSign = (text[at] == '-' || text[at] == '+') && (before == 'e' || before == 'E');
        return isLetter(text[at]) || isDigit(text[at]) || text[at] == '.' || isSign;
      });
    } else if (c == '"' || c == '\'') {
      scanText(c);
    } else {
      token.kind = symbols.find(c) == symbols.npos ? TokenKind::Unknown : TokenKind::Symbol;
      token.text = text.substr(position++, 1);
    }
  }
  token.span = {&file, uint32_t(begin), uint32_t(position)};
}

} // namespace evenstride::interchange
