// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Words, numbers, signs and texts in quotes.
#include "syntax/Scanner.h"

#include "support/Text.h"
#include "syntax/ForeignWords.h"
#include "syntax/Numbers.h"
#include "syntax/Report.h"
#include "syntax/Scanning.h"

#include <array>

namespace evenstride::syntax {

using namespace diagnostics;
using support::Span;

void Scanner::scanToken() {
  const char c = text[position];
  if (isDigit(c) || (c == '.' && isDigit(at(position + 1))))
    scanNumber();
  else if (isWordCharacter(c))
    scanWord();
  else if (c == '"' && isBehindUse())
    scanPath();
  else if (c == '"' && before() == Kind::At)
    scanQuoted();
  else if (!scanForeignQuotes() && !scanForeignComment() && !scanSign())
    scanStranger();
}

/// Whether a path comes next: behind `use`, or what others say for it.
bool Scanner::isBehindUse() const {
  if (before() != Kind::Word)
    return before() == Kind::Use;
  const Token &last = result.tokens.back();
  return foreignWord(text.substr(last.begin, last.end - last.begin)) == Kind::Use;
}

void Scanner::scanWord() {
  const size_t end = endOfWord(position);
  const Kind kind = wordKind(text.substr(position, end - position));
  if (isReservedWord(kind))
    units = kind == Kind::Require ? Units::Budget : Units::None;
  push(kind, position, end);
}

/// Behind an `@`. Paths have dots and numbers in them, so people write `@layer1.0.conv1`: one error, not five.
void Scanner::scanLabel() {
  size_t end = endOfWord(position);
  while (at(end) == '.' && isWordCharacter(at(end + 1)))
    end = endOfWord(end + 1);
  const std::string_view word = text.substr(position, end - position);
  if (word.empty() || (!isDigit(word.front()) && word.find('.') == word.npos))
    return;
  Diagnostic &made = error(Code::E0107, "a label that is not one word stands in quotes", {span(position, end), ""});
  made.fixes.push_back(spellingFix("put it in quotes", span(position, end), "\"" + std::string(word) + "\""));
  push(Kind::Word, position, end);
}

void Scanner::scanNumber() {
  const NumberText number = readNumber(text.substr(position), units);
  const size_t begin = position, end = begin + number.length;
  if (number.fault != NumberFault::None) {
    const bool tooLarge = number.fault == NumberFault::TooLarge;
    const char *hint = number.fault == NumberFault::Letters        ? "a number or a name was expected"
                       : tooLarge && number.kind != Kind::Fraction ? "the largest one is 9223372036854775807"
                                                                   : "";
    Diagnostic &made = error(tooLarge ? Code::E0106 : Code::E0105, describe(number, begin), {span(begin, end), hint});
    if (!number.meant.empty())
      made.fixes.push_back(spellingFix("write " + quoted(number.meant), span(begin, end), number.meant));
  }
  push(number.kind, begin, end);
  const bool understood = number.fault == NumberFault::None || number.fault == NumberFault::Window ||
                          number.fault == NumberFault::Point || number.fault == NumberFault::Suffix;
  if (!understood)
    guess();
}

std::string Scanner::describe(const NumberText &number, size_t begin) const {
  switch (number.fault) {
  case NumberFault::Point:
    return "a fraction has digits on both sides of its point";
  case NumberFault::Window:
    return "a window is written without blanks and with a small `x`: " + quoted(number.meant);
  case NumberFault::Unit:
    return "a budget has the units B, KiB, MiB, GiB, kB, MB, GB for bytes and k, M, G for counts";
  case NumberFault::Parts:
    return "this is no whole number of bytes or counts";
  case NumberFault::Digits:
    return "the digits of a number stand together: " + quoted(number.meant);
  case NumberFault::Suffix:
    return "a number has no letters behind it here: " + quoted(number.meant);
  case NumberFault::Sizes:
    return "sizes stand between commas: " + quoted(number.meant);
  case NumberFault::TooLarge:
    return number.kind == Kind::Fraction ? "this number does not fit a 64-bit fraction"
                                         : "this number does not fit 64 bits";
  default:
    return "a number ends where letters begin, and " + quoted(text.substr(begin, number.length)) + " is neither";
  }
}

/// A computed label becomes Quote, then Text and `{` tokens `}` in turn, then Quote. It ends on its line.
void Scanner::scanQuoted() {
  const size_t quote = position;
  push(Kind::Quote, quote, quote + 1);
  while (true) {
    const size_t begin = position;
    size_t end = begin;
    while (end < text.size() && text[end] != '"' && text[end] != '\n' && text[end] != '\r' &&
           (text[end] != '{' || at(end + 1) == '{'))
      end += text[end] == '{' ? 2 : 1;
    if (end > begin)
      push(Kind::Text, begin, end);
    if (at(end) == '{' && end < text.size()) {
      if (scanHole(quote))
        continue;
      return push(Kind::Quote, position, position);
    }
    if (at(end) == '"') {
      if (end == quote + 1)
        error(Code::E0107, "the quotes hold no text", {span(quote, end + 1), ""});
      return push(Kind::Quote, end, end + 1);
    }
    error(Code::E0107, "the quotes are not closed on this line", {span(quote, end), "opened here"});
    return push(Kind::Quote, end, end);
  }
}

/// The path of a `use` becomes Quote, Text, Quote. It ends on its line.
void Scanner::scanPath() {
  const size_t quote = position;
  push(Kind::Quote, quote, quote + 1);
  const size_t end = std::min(text.find_first_of("\"\r\n", position), text.size());
  if (end > position)
    push(Kind::Text, position, end);
  const bool closed = at(end) == '"';
  if (!closed)
    error(Code::E0107, "the quotes are not closed on this line", {span(quote, end), "opened here"});
  else if (end == quote + 1)
    error(Code::E0107, "the quotes hold no text", {span(quote, end + 1), ""});
  push(Kind::Quote, end, closed ? end + 1 : end);
}

/// A computed integer of a label; false if it does not end before the quotes or the line do.
bool Scanner::scanHole(size_t quote) {
  const size_t brace = position;
  push(Kind::LBrace, brace, brace + 1);
  while (position < text.size() && result.errors.size() < maxErrors) {
    const char c = text[position];
    if (c == '}') {
      push(Kind::RBrace, position, position + 1);
      return true;
    }
    if (c == '"' || c == '\n' || c == '\r' || c == '#')
      break;
    if (isBlank(c))
      ++position;
    else
      scanToken();
  }
  Diagnostic &made = error(Code::E0107, "a `{` in a label computes an integer and ends with `}`",
                           {span(brace, brace + 1), "not closed on this line"});
  made.help.push_back("a brace that is meant as text is written `{{`");
  push(Kind::RBrace, position, position);
  // Go on behind the closing quote, if there is one on this line, so that it opens nothing.
  size_t end = position;
  while (end < text.size() && text[end] != '"' && text[end] != '\n')
    ++end;
  if (at(end) == '"')
    position = end + 1;
  taintNext = true;
  return false;
}

bool Scanner::scanSign() {
  if (isStranger())
    return false;
  // The longest sign first: `..=` before `..`, `->` before `-`.
  constexpr std::array<Kind, 20> kinds = {
      Kind::DotDotEquals, Kind::DotDot, Kind::Arrow, Kind::LParen, Kind::RParen,  Kind::LBracket, Kind::RBracket,
      Kind::LBrace,       Kind::RBrace, Kind::Comma, Kind::Colon,  Kind::Equals,  Kind::At,       Kind::Dot,
      Kind::Plus,         Kind::Minus,  Kind::Star,  Kind::Slash,  Kind::Percent, Kind::AtMost};
  const size_t begin = position;
  for (Kind kind : kinds) {
    if (!startsWith(spelling(kind)))
      continue;
    push(kind, begin, begin + spelling(kind).size());
    if (kind == Kind::At)
      scanLabel();
    return true;
  }
  const char c = text[begin];
  if (c != '<' && c != '>')
    return false;
  push(Kind::Compare, begin, begin + (at(begin + 1) == '=' ? 2 : 1));
  return true;
}

Scan scan(const support::SourceFile &file, size_t maxErrors) { return Scanner(file, maxErrors).run(); }

} // namespace evenstride::syntax
