// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Walks the words up to the cursor with a stack of open brackets; the innermost one and the word before say the rest.
#include "lsp/Cursor.h"

#include <algorithm>
#include <span>

namespace evenstride::lsp {

using support::Span;
using syntax::Kind;
using syntax::Token;

namespace {

bool isWord(Kind kind) { return kind == Kind::Word || kind >= Kind::Network; }
bool beginsItem(Kind kind) { return kind == Kind::Network || kind == Kind::Block || kind == Kind::Use; }

class Finder {
public:
  Finder(const support::SourceFile &file, const syntax::Scan &scan, uint32_t offset)
      : file(file), tokens(scan.tokens), offset(offset) {
    // The words before the cursor; the one that it touches is being typed.
    auto after = std::ranges::find_if(tokens, [&](const Token &token) {
      return token.kind == Kind::End || token.end >= offset || token.begin >= offset;
    });
    next = size_t(after - tokens.begin());
    typed = tokens[next].begin < offset && offset <= tokens[next].end ? &tokens[next] : nullptr;
    if (typed && !isWord(typed->kind)) {
      insideLiteral = typed->kind == Kind::Integer || typed->kind == Kind::Fraction || typed->kind == Kind::Window ||
                      (typed->kind == Kind::Text);
      ++next; // a sign that ends at the cursor stands before it
      typed = nullptr;
    }
    insideLiteral = insideLiteral || std::ranges::any_of(scan.comments, [&](const Span &comment) {
                      return comment.begin < offset && offset <= comment.end;
                    });
    openBrackets();
  }

  Cursor find() {
    Cursor cursor;
    cursor.wordBegin = typed ? typed->begin : offset;
    cursor.call = innermostCall();
    cursor.kind = insideLiteral ? Cursor::Nothing : kind();
    return cursor;
  }

private:
  Kind at(size_t index) const { return index < tokens.size() ? tokens[index].kind : Kind::End; }
  Kind before(size_t index) const { return index > 0 ? at(index - 1) : Kind::End; }
  Kind previous() const { return before(next); }
  std::string_view text(size_t index) const {
    return file.text().substr(tokens[index].begin, tokens[index].end - tokens[index].begin);
  }

  /// A word that begins an item cannot stand in brackets: somebody has not closed them yet.
  void openBrackets() {
    for (size_t i = 0; i < next; ++i) {
      Kind kind = tokens[i].kind;
      if (beginsItem(kind)) {
        open.clear();
      } else if (syntax::isOpening(kind)) {
        open.push_back(i);
      } else if (syntax::isClosing(kind)) {
        auto opening = std::find_if(open.rbegin(), open.rend(),
                                    [&](size_t index) { return syntax::closingOf(at(index)) == kind; });
        if (opening != open.rend())
          open.erase(opening.base() - 1, open.end());
      }
    }
  }

  Cursor::Kind kind() const {
    if (previous() == Kind::At || previous() == Kind::Text || inPath())
      return Cursor::Nothing;
    if (open.empty())
      return betweenItems();
    switch (at(open.back())) {
    case Kind::LBracket:
      return Cursor::Size;
    case Kind::LParen:
      return inParentheses();
    default:
      return inBraces();
    }
  }

  /// Behind the quote that opens the path of a `use` or a label.
  bool inPath() const {
    return previous() == Kind::Quote && (before(next - 1) == Kind::Use || before(next - 1) == Kind::At);
  }

  Cursor::Kind betweenItems() const {
    Kind last = previous();
    if (last == Kind::End || last == Kind::RBrace || last == Kind::Quote)
      return Cursor::Item;
    return last == Kind::In ? Cursor::Size : Cursor::Nothing;
  }

  bool isHeader(size_t opening) const {
    return opening >= 2 && at(opening - 1) == Kind::Word &&
           (at(opening - 2) == Kind::Network || at(opening - 2) == Kind::Block);
  }
  bool isCall(size_t opening) const {
    return at(opening) == Kind::LParen && before(opening) == Kind::Word && !isHeader(opening);
  }

  Cursor::Kind inParentheses() const {
    size_t opening = open.back();
    if (isHeader(opening)) {
      if (previous() != Kind::Colon)
        return Cursor::Nothing;
      return at(opening - 2) == Kind::Network ? Cursor::Type : Cursor::BlockType;
    }
    bool begins = previous() == Kind::LParen || previous() == Kind::Comma || previous() == Kind::Colon;
    return begins && isCall(opening) ? Cursor::Argument : inExpression();
  }

  Cursor::Kind inExpression() const {
    Kind last = previous();
    if (last == Kind::Arrow)
      return Cursor::Stage;
    if (last == Kind::Repeat || last == Kind::DotDot || last == Kind::DotDotEquals || last == Kind::In)
      return Cursor::Size;
    if (syntax::isOperator(last) || last == Kind::LParen || last == Kind::Comma || last == Kind::Equals ||
        last == Kind::Return || last == Kind::Colon)
      return Cursor::Expression;
    return syntax::endsOperand(last) || last == Kind::RBrace ? Cursor::Behind : Cursor::Nothing;
  }

  /// Whether the brace opens the body of a repeat.
  bool isRepeat(size_t opening) const {
    for (size_t i = opening; i-- > 0;) {
      if (at(i) == Kind::Repeat)
        return true;
      if (at(i) == Kind::Arrow || at(i) == Kind::LBrace || at(i) == Kind::RBrace || beginsItem(at(i)))
        return false;
    }
    return false;
  }

  Cursor::Kind inBraces() const {
    size_t opening = open.back();
    if (before(opening) == Kind::Text || before(opening) == Kind::Quote)
      return Cursor::Size; // computed piece of a label
    if (previous() == Kind::LBrace)
      return isRepeat(opening) ? Cursor::Stage : Cursor::Statement;
    return inStatement();
  }

  Cursor::Kind inStatement() const {
    size_t begin = next;
    while (begin-- > open.back() && at(begin) != Kind::Let && at(begin) != Kind::Return && at(begin) != Kind::Require)
      ;
    if (at(begin) == Kind::Require)
      return previous() == Kind::Require || previous() == Kind::Comma ? Cursor::Figure : Cursor::Behind;
    bool named = std::any_of(tokens.begin() + ptrdiff_t(begin), tokens.begin() + ptrdiff_t(next),
                             [](const Token &token) { return token.kind == Kind::Equals; });
    return at(begin) == Kind::Let && !named ? Cursor::Nothing : inExpression();
  }

  std::optional<OpenCall> innermostCall() const {
    auto opening = std::find_if(open.rbegin(), open.rend(), [&](size_t index) { return isCall(index); });
    if (opening == open.rend())
      return std::nullopt;
    size_t callee = *opening - 1;
    OpenCall call{.callee = text(callee), .calleeSpan = {&file, tokens[callee].begin, tokens[callee].end}};
    call.piped = before(callee) == Kind::Arrow || (before(callee) == Kind::LBrace && isRepeat(callee - 1));
    readArguments(*opening + 1, call);
    return call;
  }

  /// Names of the arguments in a call, until its parentheses close or something shows that they do not.
  void readArguments(size_t from, OpenCall &call) const {
    size_t depth = 0;
    bool begins = true;
    for (size_t i = from; i < tokens.size() && at(i) != Kind::End && !endsCall(i, depth); ++i) {
      if (begins && at(i) == Kind::Word && at(i + 1) == Kind::Colon && &tokens[i] != typed) {
        call.named.push_back(text(i));
        if (i + 1 < next)
          call.value = text(i);
      }
      begins = depth == 0 && at(i) == Kind::Comma;
      if (begins && i < next) {
        ++call.before;
        call.value.reset();
      }
      depth += syntax::isOpening(at(i));
      depth -= syntax::isClosing(at(i)) && depth > 0;
    }
  }

  bool endsCall(size_t index, size_t depth) const {
    Kind kind = at(index);
    bool statement = kind == Kind::Let || kind == Kind::Return || kind == Kind::Require || beginsItem(kind);
    return statement || (depth == 0 && syntax::isClosing(kind));
  }

  const support::SourceFile &file;
  std::span<const Token> tokens;
  uint32_t offset;
  size_t next = 0;              // the first word that is not before the cursor
  const Token *typed = nullptr; // the word that the cursor touches
  bool insideLiteral = false;
  std::vector<size_t> open; // brackets around the cursor, outermost first
};

} // namespace

Cursor cursorAt(const support::SourceFile &file, const syntax::Scan &scan, uint32_t offset) {
  return Finder(file, scan, offset).find();
}

} // namespace evenstride::lsp
