// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The scanner at work. It never stops at a fault: it reports it, puts the token there that was most likely meant, and
// goes on. Private to Scanner.cpp (what the language has) and Strangers.cpp (what it has not).
#pragma once

#include "support/Text.h"
#include "syntax/Numbers.h"
#include "syntax/Report.h"
#include "syntax/Scanner.h"

namespace evenstride::syntax {

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
  support::Span span(size_t begin, size_t end) const {
    return {&file, static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
  }

  void push(Kind kind, size_t begin, size_t end) {
    result.tokens.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(end), kind, taintNext});
    taintNext = false;
    position = end;
    listDepth += kind == Kind::LParen || kind == Kind::LBracket ? 1 : 0;
    listDepth -= listDepth > 0 && (kind == Kind::RParen || kind == Kind::RBracket) ? 1 : 0;
  }

  /// The kind of the last token.
  Kind before() const { return result.tokens.empty() ? Kind::End : result.tokens.back().kind; }
  void guess() { result.tokens.back().guessed = true; }

  diagnostics::Diagnostic &error(diagnostics::Code code, std::string message, diagnostics::Label primary) {
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
  bool isBehindUse() const;
  void scanLabel();
  void scanNumber();
  std::string describe(const NumberText &number, size_t begin) const;
  void scanQuoted();
  void scanPath();
  bool scanHole(size_t quote);
  bool scanSign();

  // What other languages have.
  bool isStranger() const;
  bool scanForeignComment();
  bool isIntegerDivision() const;
  bool scanForeignQuotes();
  void scanForeignText(size_t end);
  void scanStranger();

  const support::SourceFile &file;
  std::string_view text;
  size_t maxErrors;
  size_t position = 0;
  size_t listDepth = 0; // parentheses and square brackets that are open
  bool taintNext = false;
  Units units = Units::None;
  Scan result;
};

} // namespace evenstride::syntax
