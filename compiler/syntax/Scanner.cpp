// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The scanner. It never stops at a fault: it reports it, puts the token there that was most likely meant, and goes on.
#include "syntax/Scanner.h"

#include "support/Text.h"
#include "syntax/Numbers.h"
#include "syntax/Report.h"

#include <array>
#include <cstdio>

namespace evenstride::syntax {

using namespace diagnostics;
using support::Span;

namespace {

/// Characters that text editors, papers and other languages put where the language has a sign of its own.
struct Lookalike {
  std::string_view seen;
  Kind kind; // End: nothing is meant but a blank
  std::string_view meant;
};
constexpr std::array<Lookalike, 11> lookalikes = {{
    {"=>", Kind::Arrow, "->"},
    {"|>", Kind::Arrow, "->"},
    {"→", Kind::Arrow, "->"},
    {"–", Kind::Minus, "-"},
    {"—", Kind::Minus, "-"},
    {"−", Kind::Minus, "-"},
    {"×", Kind::Star, "*"},
    {"…", Kind::DotDot, ".."},
    {"\u00A0", Kind::End, " "},
    {"\u200B", Kind::End, ""},
    {"\uFEFF", Kind::End, ""},
}};

class Scanner {
public:
  Scanner(const support::SourceFile &file, size_t maxErrors) : file(file), text(file.text()), maxErrors(maxErrors) {}

  Scan run() {
    if (text.substr(0, support::byteOrderMark.size()) == support::byteOrderMark)
      position = support::byteOrderMark.size();
    while (skipBlank(), position < text.size() && result.errors.size() < maxErrors)
      scanToken();
    push(Kind::End, position, position);
    return std::move(result);
  }

private:
  char at(size_t offset) const { return offset < text.size() ? text[offset] : '\0'; }
  bool startsWith(std::string_view prefix) const { return text.substr(position, prefix.size()) == prefix; }
  Span span(size_t begin, size_t end) const {
    return {&file, static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
  }

  void push(Kind kind, size_t begin, size_t end) {
    result.tokens.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(end), kind, taintNext});
    taintNext = false;
    position = end;
  }

  Diagnostic &error(Code code, std::string message, Label primary) {
    taintNext = true;
    return result.errors.emplace_back(fault(code, std::move(message), std::move(primary)));
  }

  void skipLine() {
    while (position < text.size() && text[position] != '\n')
      ++position;
  }

  void skipComment() {
    const size_t begin = position;
    skipLine();
    const size_t end = text[position - 1] == '\r' ? position - 1 : position;
    result.comments.push_back(span(begin, end));
  }

  void skipBlank() {
    while (position < text.size()) {
      if (text[position] == '#')
        skipComment();
      else if (isBlank(text[position]))
        ++position;
      else
        return;
    }
  }

  size_t endOfWord(size_t offset) const {
    while (isWordCharacter(at(offset)))
      ++offset;
    return offset;
  }
  void scanToken();
  void scanWord();
  void scanLabel();
  void scanNumber();
  std::string describe(const NumberText &number, size_t begin) const;
  void scanQuoted();
  void scanPath();
  bool scanHole(size_t quote);
  bool scanForeignComment();
  bool scanSign();
  void scanStranger();

  const support::SourceFile &file;
  std::string_view text;
  size_t maxErrors;
  size_t position = 0;
  bool taintNext = false;
  Units units = Units::None;
  Scan result;
};

void Scanner::scanToken() {
  const char c = text[position];
  if (isDigit(c) || (c == '.' && isDigit(at(position + 1))))
    scanNumber();
  else if (isWordCharacter(c))
    scanWord();
  else if (c == '"' && !result.tokens.empty() && result.tokens.back().kind == Kind::Use)
    scanPath();
  else if (c == '"')
    scanQuoted();
  else if (!scanForeignComment() && !scanSign())
    scanStranger();
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

/// `// …` and `/* … */`
bool Scanner::scanForeignComment() {
  const size_t begin = position;
  if (startsWith("//")) {
    Diagnostic &made = error(Code::E0104, "a comment begins with `#`", {span(begin, begin + 2), ""});
    made.fixes.push_back(spellingFix("write `#`", span(begin, begin + 2), "#"));
    skipLine();
    return true;
  }
  if (!startsWith("/*"))
    return false;
  error(Code::E0104, "a comment begins with `#` and ends with its line", {span(begin, begin + 2), ""});
  const size_t end = text.find("*/", begin + 2);
  position = end == text.npos ? text.size() : end + 2;
  return true;
}

bool Scanner::scanSign() {
  for (const Lookalike &lookalike : lookalikes)
    if (startsWith(lookalike.seen))
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

/// Characters that the language does not use, a run of them at once.
void Scanner::scanStranger() {
  const size_t begin = position;
  for (const Lookalike &lookalike : lookalikes) {
    if (!startsWith(lookalike.seen))
      continue;
    const Span place = span(begin, begin + lookalike.seen.size());
    const bool blank = lookalike.kind == Kind::End;
    Diagnostic &made = error(Code::E0104,
                             blank ? std::string("there is a character here that only looks like a blank")
                                   : quoted(lookalike.seen) + " is written " + quoted(lookalike.meant),
                             {place, ""});
    made.fixes.push_back(
        spellingFix(blank ? "replace it" : "write " + quoted(lookalike.meant), place, std::string(lookalike.meant)));
    position = place.end;
    if (!blank)
      push(lookalike.kind, begin, place.end);
    return;
  }
  if (text[begin] == ';') {
    Diagnostic &made = error(Code::E0104, "a statement ends without `;`", {span(begin, begin + 1), "take it away"});
    made.fixes.push_back(spellingFix("take the `;` away", span(begin, begin + 1), ""));
    ++position;
    return;
  }
  const support::CodePoint first = support::decodeUtf8(text.substr(begin));
  position += first.bytes;
  while (first.value >= 0x80 && position < text.size() && static_cast<unsigned char>(text[position]) >= 0x80)
    ++position;
  char number[16];
  std::snprintf(number, sizeof number, "U+%04X", static_cast<unsigned>(first.value));
  const std::string shown = first.value < 0x20 || first.value == 0x7F ? "the control character " + std::string(number)
                                                                      : quoted(text.substr(begin, position - begin));
  error(Code::E0104, shown + " has no meaning in the language", {span(begin, position), ""});
}

} // namespace

Scan scan(const support::SourceFile &file, size_t maxErrors) { return Scanner(file, maxErrors).run(); }

} // namespace evenstride::syntax
