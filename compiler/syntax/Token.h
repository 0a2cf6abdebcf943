// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The words, numbers and signs that a file is made of. The grammar runs over these, not over characters, so that
// blanks, comments and the ends of words are settled in one place.
#pragma once

#include <cstdint>
#include <string_view>

namespace evenstride::syntax {

enum class Kind : uint8_t {
  End,
  Word,
  Integer,
  Fraction,
  Window, // 3x3
  Quote,  // opens or closes a computed label, or the path of a `use`
  Text,   // literal text in quotes
  // Signs.
  LParen,
  RParen,
  LBracket,
  RBracket,
  LBrace,
  RBrace,
  Comma,
  Colon,
  Equals,
  At,
  Arrow,
  Dot,
  DotDot,
  DotDotEquals,
  Plus,
  Minus,
  Star,
  Slash,
  Percent,
  AtMost,  // <=, for `require`
  Compare, // < > >=, which people write there
  // Reserved words, in the order of ast::reservedWords.
  Network,
  Block,
  Let,
  Return,
  Repeat,
  In,
  Expect,
  Use,
  Where,
  Require,
  Underscore,
};

/// Bytes [begin, end) of the file.
struct Token {
  uint32_t begin = 0;
  uint32_t end = 0;
  Kind kind = Kind::End;
  /// Something was already reported here (a sign that was dropped before it, a number out of range), so a syntax error
  /// at this token would be an echo.
  bool tainted = false;
  /// It is not known what was meant: what is made of it is Broken.
  bool guessed = false;
};

/// How a sign or reserved word is written; empty for kinds that have many spellings.
std::string_view spelling(Kind kind);
/// The reserved word of this spelling, else Kind::Word.
Kind wordKind(std::string_view word);

inline bool isReservedWord(Kind kind) { return kind >= Kind::Network && kind <= Kind::Require; }
inline bool isOpening(Kind kind) { return kind == Kind::LParen || kind == Kind::LBracket || kind == Kind::LBrace; }
inline bool isClosing(Kind kind) { return kind == Kind::RParen || kind == Kind::RBracket || kind == Kind::RBrace; }
inline bool isOperator(Kind kind) { return kind >= Kind::Plus && kind <= Kind::Percent; }
/// The bracket that closes what `opening` opens.
Kind closingOf(Kind opening);
/// Whether an operand ends with this token, so that an operator behind it has two sides.
bool endsOperand(Kind kind);
/// Whether an operand can begin with this token (a sign left out: it could be an operator as well).
bool beginsOperand(Kind kind);

inline bool isWordCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}
inline bool isDigit(char c) { return c >= '0' && c <= '9'; }
inline bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

} // namespace evenstride::syntax
