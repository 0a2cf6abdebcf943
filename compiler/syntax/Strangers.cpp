// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Characters, comments and quotes of other languages: what is said about them, and what goes on in their place.
#include "syntax/Scanning.h"

#include <algorithm>
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
constexpr std::array<Lookalike, 16> lookalikes = {{
    {"=>", Kind::Arrow, "->"},
    {"|>", Kind::Arrow, "->"},
    {"→", Kind::Arrow, "->"},
    {"⇒", Kind::Arrow, "->"},
    {":=", Kind::Equals, "="},
    {"...", Kind::DotDot, ".."},
    {"..<", Kind::DotDot, ".."},
    {"≤", Kind::AtMost, "<="},
    {"–", Kind::Minus, "-"},
    {"—", Kind::Minus, "-"},
    {"−", Kind::Minus, "-"},
    {"×", Kind::Star, "*"},
    {"…", Kind::DotDot, ".."},
    {"\u00A0", Kind::End, " "},
    {"\u200B", Kind::End, ""},
    {"\uFEFF", Kind::End, ""},
}};

} // namespace

bool Scanner::isStranger() const {
  return startsWith("**") ||
         std::ranges::any_of(lookalikes, [&](const Lookalike &lookalike) { return startsWith(lookalike.seen); });
}

/// `// …` and `/* … */`
bool Scanner::scanForeignComment() {
  const size_t begin = position;
  if (startsWith("//") && isIntegerDivision()) {
    Diagnostic &made =
        error(Code::E0104, "`//` is written `/`, which has to divide exactly", {span(begin, begin + 2), ""});
    made.fixes.push_back(spellingFix("write `/`", span(begin, begin + 2), "/"));
    push(Kind::Slash, begin, begin + 2);
    return true;
  }
  if (startsWith("//")) {
    Diagnostic &made = error(Code::E0104, "a comment begins with `#`", {span(begin, begin + 2), ""});
    made.fixes.push_back(spellingFix("write `#`", span(begin, begin + 2), "#"));
    skipLine();
    return true;
  }
  if (!startsWith("/*"))
    return false;
  Diagnostic &made =
      error(Code::E0104, "a comment begins with `#` and ends with its line", {span(begin, begin + 2), ""});
  const size_t end = std::min(text.find("*/", begin + 2), text.size());
  position = std::min(end + 2, text.size());
  const size_t lineEnd = std::min(text.find('\n', begin), text.size());
  const bool alone =
      position <= lineEnd && text.substr(position, lineEnd - position).find_first_not_of(" \t\r") == text.npos;
  if (alone)
    made.fixes.push_back({std::nullopt, "write `#`", {{span(begin, begin + 2), "#"}, {span(end, position), ""}}});
  return true;
}

/// `n // 2` in brackets, where a comment is seldom: between two operands on one line.
bool Scanner::isIntegerDivision() const {
  if (listDepth == 0 || !endsOperand(before()))
    return false;
  const std::string_view between = text.substr(result.tokens.back().end, position - result.tokens.back().end);
  const size_t behind = std::min(text.find_first_not_of(' ', position + 2), text.size());
  const size_t wordEnd = endOfWord(behind);
  const char next = at(std::min(text.find_first_not_of(' ', wordEnd), text.size()));
  const bool operandFollows = wordEnd > behind && (next == ',' || next == ')' || next == ']');
  return between.find('\n') == between.npos && operandFollows;
}

/// `'same'`, `"same"`: quotes where no label and no path stands.
bool Scanner::scanForeignQuotes() {
  const char quote = text[position];
  if (quote != '\'' && quote != '"')
    return false;
  const size_t end = text.find_first_of(std::string("\n") + quote, position + 1);
  if (end == text.npos || text[end] == '\n') {
    if (quote == '"')
      scanQuoted();
    return quote == '"';
  }
  scanForeignText(end);
  return true;
}

/// The text in quotes that begins here and ends with the quote at `end`.
void Scanner::scanForeignText(size_t end) {
  const size_t begin = position;
  const Span place = span(begin, end + 1);
  const std::string content(text.substr(begin + 1, end - begin - 1));
  const bool isWord = !content.empty() && endOfWord(begin + 1) == end && !isDigit(content[0]);
  if (before() == Kind::At || before() == Kind::Use) {
    Diagnostic &made = error(Code::E0107, "a text stands in double quotes", {place, ""});
    made.fixes.push_back(spellingFix("write `\"`", place, "\"" + content + "\""));
    if (before() == Kind::At) {
      push(Kind::Word, begin + 1, end);
    } else {
      push(Kind::Quote, begin, begin + 1);
      push(Kind::Text, begin + 1, end);
      push(Kind::Quote, end, end + 1);
    }
  } else if (isWord && wordKind(content) == Kind::Word) {
    Diagnostic &made = error(Code::E0104, "a word stands without quotes: " + quoted(content), {place, ""});
    made.fixes.push_back(spellingFix("take the quotes away", place, content));
    push(Kind::Word, begin + 1, end);
  } else {
    error(Code::E0104, "a text in quotes has no meaning here", {place, "labels have one: `@\"name.{i}\"`"});
    push(Kind::Word, begin, end + 1);
    guess();
  }
  position = end + 1;
}

/// Characters that the language does not use, a run of them at once.
void Scanner::scanStranger() {
  const size_t begin = position;
  if (startsWith("**")) {
    error(Code::E0104, "`**` has no meaning in the language", {span(begin, begin + 2), "there are no powers"});
    push(Kind::Star, begin, begin + 2);
    return guess();
  }
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

} // namespace evenstride::syntax
