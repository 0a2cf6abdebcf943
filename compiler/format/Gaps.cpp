// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finding of comments and ends of lines, and moving of comments over signs.
#include "format/Gaps.h"

#include <algorithm>
#include <iterator>

namespace evenstride::format {

using syntax::Kind;
using syntax::Token;

namespace {

class GapFinder {
public:
  GapFinder(const support::SourceFile &file, const syntax::Scan &scan)
      : text(file.text()), tokens(scan.tokens), comments(scan.comments) {}

  std::vector<Gap> run() {
    for (size_t i = 0; i < tokens.size(); ++i)
      gaps.push_back(find(i));
    for (size_t i = 0; i + 1 < tokens.size(); ++i) {
      if (tokens[i].kind == Kind::At) {
        const size_t end = endOfLabel(i);
        moveTo(end, i + 1);
        moveTo(end, i);
      } else if (takesCommentsOver(i)) {
        moveTo(i + 1, i);
      }
    }
    for (size_t i = 1; i + 1 < tokens.size(); ++i)
      if (tokens[i].kind == Kind::Arrow || isBinary(tokens, i))
        moveBefore(i);
    return std::move(gaps);
  }

private:
  Gap find(size_t index) {
    Gap gap;
    size_t end = index == 0 ? 0 : tokens[index - 1].end;
    for (; next < comments.size() && comments[next].begin <= tokens[index].begin; ++next) {
      const support::Span span = comments[next];
      const auto lines = std::count(text.begin() + ptrdiff_t(end), text.begin() + span.begin, '\n');
      gap.comments.push_back({trimmed(span.text()), index != 0 && gap.comments.empty() && lines == 0,
                              lines > 1 && !(index == 0 && gap.comments.empty())});
      end = span.end;
    }
    const auto lines = std::count(text.begin() + ptrdiff_t(end), text.begin() + tokens[index].begin, '\n');
    gap.newline = lines > 0;
    gap.blankBefore = lines > 1 && !(index == 0 && gap.comments.empty());
    return gap;
  }

  static std::string_view trimmed(std::string_view comment) {
    return comment.substr(0, comment.find_last_not_of(" \t\r\f\v") + 1);
  }

  /// Whether what stands before the token should stand behind it.
  bool takesCommentsOver(size_t index) const {
    const Kind kind = tokens[index].kind, before = index == 0 ? Kind::End : tokens[index - 1].kind;
    const bool opensList =
        (kind == Kind::LParen || kind == Kind::LBracket) && (before == Kind::Word || before == Kind::Expect);
    return kind == Kind::Comma || kind == Kind::Colon || kind == Kind::Equals || kind == Kind::LBrace || opensList;
  }

  /// The token behind the label that begins with this `@`.
  size_t endOfLabel(size_t at) const {
    size_t end = at + 2;
    if (tokens[at + 1].kind == Kind::Quote)
      while (tokens[end++].kind != Kind::Quote)
        ;
    return end;
  }

  /// Puts the comments of one gap before those of another.
  void moveTo(size_t target, size_t index) {
    std::vector<Comment> &from = gaps[index].comments, &to = gaps[target].comments;
    to.insert(to.begin(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
    from.clear();
  }

  void moveBefore(size_t index) {
    Gap &before = gaps[index], &behind = gaps[index + 1];
    for (Comment &comment : behind.comments) {
      comment.trailing = comment.trailing && !before.newline;
      before.comments.push_back(comment);
    }
    behind.comments.clear();
    before.newline = before.newline || behind.newline;
  }

  const std::string_view text;
  const std::vector<Token> &tokens;
  const std::vector<support::Span> &comments;
  std::vector<Gap> gaps;
  size_t next = 0;
};

} // namespace

bool Gap::hasBlank() const { return blankBefore || std::ranges::any_of(comments, &Comment::blankBefore); }

void Gap::addBlank() {
  for (Comment &comment : comments)
    if (&comment != &comments.front() || !comment.trailing) {
      comment.blankBefore = true;
      return;
    }
  blankBefore = true;
}

std::vector<Gap> findGaps(const support::SourceFile &file, const syntax::Scan &scan) {
  return GapFinder(file, scan).run();
}

bool isBinary(const std::vector<Token> &tokens, size_t index) {
  return isOperator(tokens[index].kind) && index > 0 && endsOperand(tokens[index - 1].kind);
}

} // namespace evenstride::format
