// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The writer: one function per part of the grammar. Each of them writes its tokens without the gap before the first
// one, which its caller has written.
#include "format/Writer.h"

#include "format/Gaps.h"
#include "format/Tokens.h"

#include <algorithm>
#include <span>

namespace evenstride::format {

using syntax::Kind;

namespace {

constexpr Break nothing{.wide = false}, blank{}, perhaps{.ends = LineEnd::IfBroken}, lineEnd{.ends = LineEnd::Always};

/// Where the elements of a list stand if it does not fit its line.
enum class Elements {
  Filling, // as many on a line as fit
  PerLine,
};

class Writer {
public:
  Writer(const support::SourceFile &file, const syntax::Scan &scan) : tokens(file, scan), gaps(findGaps(file, scan)) {}

  Draft run() {
    for (size_t i = 0; i < tokens.last();)
      i = item(i);
    const bool only = tokens.last() == 0;
    comments(tokens.last(), only);
    return std::move(draft);
  }

private:
  // Gaps.

  /// The comments before a token; false if there are none. At the beginning of the file no line ends before them.
  bool comments(size_t index, bool atBeginning = false) {
    const std::vector<Comment> &all = gaps[index].comments;
    for (const Comment &comment : all) {
      const bool first = &comment == &all.front();
      if (!(first && (comment.trailing || atBeginning)))
        draft.end({.ends = LineEnd::Always, .blankLine = comment.blankBefore});
      draft.comment(comment.text);
    }
    return !all.empty();
  }
  /// What stands before a token: comments and the end of a line, or what is asked for.
  void gap(size_t index, Break without) {
    if (comments(index))
      draft.end(newLine(index));
    else
      draft.end(without);
  }
  Break newLine(size_t index) const { return {.ends = LineEnd::Always, .blankLine = gaps[index].blankBefore}; }

  void text(size_t index) { draft.text(tokens.text(index)); }
  void token(size_t index, Break before) {
    gap(index, before);
    text(index);
  }
  void token(size_t index) { token(index, {.wide = tokens.hasBlankBefore(index)}); }

  // Items. Each gives the token behind it.

  size_t item(size_t index) {
    beginItem(index);
    text(index);
    if (tokens.kind(index) == Kind::Use) {
      token(index + 1, blank);
      size_t i = index + 2;
      do
        token(i, nothing);
      while (tokens.kind(i++) != Kind::Quote);
      previousItem = Kind::Use;
      return i;
    }
    previousItem = Kind::Network;
    token(index + 1, blank);
    gap(index + 2, nothing);
    size_t i = list(index + 2, Elements::PerLine);
    if (tokens.kind(i) == Kind::Where)
      i = where(i);
    return body(i);
  }

  void beginItem(size_t index) {
    if (index == 0) {
      if (comments(index, true))
        draft.end(newLine(index));
      return;
    }
    const bool mayJoin = previousItem == Kind::Use && tokens.kind(index) == Kind::Use;
    if (!mayJoin && !gaps[index].hasBlank())
      gaps[index].addBlank();
    gap(index, newLine(index));
  }

  size_t where(size_t index) {
    size_t end = index + 1;
    while (tokens.kind(end) != Kind::LBrace)
      end = tokens.next(end);
    draft.open(Group::Nest);
    draft.open(Group::Fit);
    token(index, perhaps);
    gap(index + 1, blank);
    bareList({index + 1, end});
    draft.close();
    draft.close();
    return end;
  }

  size_t body(size_t brace) {
    token(brace, blank);
    draft.open(Group::Nest);
    size_t i = brace + 1;
    gaps[i].blankBefore = gaps[i].blankBefore && !gaps[i].comments.empty();
    for (Comment &comment : gaps[i].comments)
      comment.blankBefore = comment.blankBefore && &comment != &gaps[i].comments.front();
    while (tokens.kind(i) != Kind::RBrace)
      i = statement(i);
    comments(i);
    draft.close();
    draft.end(lineEnd);
    text(i);
    return i + 1;
  }

  size_t statement(size_t index) {
    gap(index, newLine(index));
    text(index);
    const size_t end = tokens.endOfStatement(index);
    size_t i = index + 1;
    if (tokens.kind(index) == Kind::Let)
      while (token(i), tokens.kind(i++) != Kind::Equals)
        ;
    gap(i, blank);
    if (tokens.kind(index) == Kind::Let)
      pipeline({i, end});
    else
      bareList({i, end});
    return end;
  }

  // Lists.

  /// From the opening bracket to behind the closing one.
  size_t list(size_t opening, Elements elements) {
    text(opening);
    const size_t closing = tokens.closing(opening);
    const std::vector<Extent> parts = tokens.split({opening + 1, closing});
    ListShape shape;
    shape.single = parts.size() <= 1;
    shape.edgeComments = !gaps[opening + 1].comments.empty() || !gaps[closing].comments.empty();
    draft.open(Group::List);
    if (!parts.empty()) {
      gap(opening + 1, {.wide = false, .ends = LineEnd::IfBroken, .edge = Edge::Opening});
      shape.widest = writeElements(parts, elements);
    }
    const bool commented = comments(closing);
    draft.end({.wide = false, .ends = commented ? LineEnd::Always : LineEnd::IfBroken, .edge = Edge::Closing});
    draft.close(shape);
    text(closing);
    return closing + 1;
  }

  /// A list without brackets, whose elements stand on a line each if they do not fit one.
  void bareList(Extent extent) {
    const std::vector<Extent> parts = tokens.split(extent);
    if (parts.size() == 1)
      return element(parts[0]);
    draft.open(Group::List);
    writeElements(parts, Elements::PerLine);
    draft.close(ListShape{.bracketed = false});
  }

  /// Gives the columns of the widest one.
  size_t writeElements(const std::vector<Extent> &parts, Elements elements) {
    const bool fills = elements == Elements::Filling;
    bool broken = false;
    for (size_t i = 1; i < parts.size(); ++i)
      broken = broken || gaps[parts[i].begin].breaks();
    size_t widest = 0;
    for (size_t i = 0; i < parts.size(); ++i) {
      if (fills)
        draft.open(Group::Fit);
      if (i != 0)
        gap(parts[i].begin, broken && !fills ? lineEnd : perhaps);
      const size_t before = draft.columns();
      element(parts[i]);
      if (i + 1 < parts.size())
        token(parts[i].end, nothing);
      widest = std::max(widest, draft.columns() - before);
      if (fills)
        draft.close();
    }
    return widest;
  }

  /// A value, perhaps named.
  void element(Extent extent) {
    if (extent.end > extent.begin + 2 && tokens.kind(extent.begin + 1) == Kind::Colon) {
      text(extent.begin);
      token(extent.begin + 1, nothing);
      extent.begin += 2;
      gap(extent.begin, blank);
    }
    pipeline(extent);
  }

  // Pipelines.

  void pipeline(Extent extent) {
    const std::vector<size_t> arrows = findArrows(extent);
    if (arrows.empty())
      return operation(extent, Binding::Sum);
    const bool broken = std::ranges::any_of(arrows, [&](size_t arrow) { return gaps[arrow].breaks(); });
    draft.open(Group::Fit);
    operation({extent.begin, arrows[0]}, Binding::Sum);
    draft.open(Group::Nest);
    gap(arrows[0], broken ? newLine(arrows[0]) : perhaps);
    if (broken)
      draft.open(Group::Fit);
    arrow(arrows[0], behind(arrows, 0, extent.end));
    stages(std::span(arrows).subspan(1), extent.end);
    if (broken)
      draft.close();
    draft.close();
    draft.close();
  }

  std::vector<size_t> findArrows(Extent extent) const {
    return tokens.find(extent, [&](size_t i) { return tokens.kind(i) == Kind::Arrow; });
  }
  /// What is behind each arrow. Where the author has ended a line, it ends, and the group in which this is written with
  /// it. Elsewhere a line ends before every layer with arguments if the group does not fit.
  void stages(std::span<const size_t> arrows, size_t end) {
    for (size_t k = 0; k < arrows.size(); ++k) {
      if (!gaps[arrows[k]].breaks()) {
        joined(arrows[k], behind(arrows, k, end));
        continue;
      }
      draft.close();
      gap(arrows[k], newLine(arrows[k]));
      draft.open(Group::Fit);
      arrow(arrows[k], behind(arrows, k, end));
    }
  }
  static size_t behind(std::span<const size_t> indices, size_t k, size_t end) {
    return k + 1 < indices.size() ? indices[k + 1] : end;
  }

  /// An arrow and what is behind it, where the author has ended no line. A bare word stays on the line if it fits.
  void joined(size_t index, size_t end) {
    const bool bare = tokens.isBareWord({index + 1, end});
    if (bare)
      draft.open(Group::Fit);
    gap(index, perhaps);
    arrow(index, end);
    if (bare)
      draft.close();
  }

  void arrow(size_t index, size_t end) {
    text(index);
    gap(index + 1, blank);
    stage({index + 1, end});
  }

  void stage(Extent extent) {
    if (tokens.kind(extent.begin) == Kind::Repeat)
      repeat(extent);
    else
      row(extent);
  }

  void repeat(Extent extent) {
    size_t brace = extent.begin;
    while (tokens.kind(brace) != Kind::LBrace)
      brace = tokens.next(brace);
    row({extent.begin, brace});
    token(brace, blank);
    const size_t closing = tokens.closing(brace), first = brace + 1;
    const bool broken = gaps[first].breaks() || gaps[closing].breaks();
    draft.open(Group::Fit);
    draft.open(Group::Nest);
    gap(first, broken ? lineEnd : perhaps);
    const std::vector<size_t> arrows = findArrows({first, closing});
    draft.open(Group::Fit);
    stage({first, arrows.empty() ? closing : arrows[0]});
    stages(arrows, closing);
    draft.close();
    comments(closing);
    draft.close();
    draft.end(broken ? lineEnd : perhaps);
    draft.close();
    text(closing);
  }

  // Integers, operations, calls.

  enum class Binding { Sum, Product };

  /// Operands and the operators between them: `+ -`, and within their operands `* / %`.
  void operation(Extent extent, Binding binding) {
    const std::vector<size_t> operators = tokens.find(extent, [&](size_t i) {
      const bool sum = tokens.kind(i) == Kind::Plus || tokens.kind(i) == Kind::Minus;
      return i != extent.begin && tokens.isBinary(i) && sum == (binding == Binding::Sum);
    });
    const auto operand = [&](Extent part) {
      if (binding == Binding::Sum)
        operation(part, Binding::Product);
      else
        row(part);
    };
    if (operators.empty())
      return operand(extent);
    draft.open(Group::Nest);
    operand({extent.begin, operators[0]});
    for (size_t k = 0; k < operators.size(); ++k) {
      draft.open(Group::Fit);
      token(operators[k], perhaps);
      gap(operators[k] + 1, blank);
      operand({operators[k] + 1, behind(operators, k, extent.end)});
      draft.close();
    }
    draft.close();
  }

  /// Tokens in a row, with what their brackets hold.
  void row(Extent extent) {
    for (size_t i = extent.begin; i < extent.end;) {
      if (i != extent.begin)
        gap(i, {.wide = tokens.hasBlankBefore(i)});
      if (tokens.kind(i) == Kind::Quote)
        i = label(i);
      else if (isList(i))
        i = list(i, elementsOf(i));
      else
        text(i++);
    }
  }
  bool isList(size_t index) const { return tokens.kind(index) == Kind::LParen || tokens.kind(index) == Kind::LBracket; }
  Elements elementsOf(size_t opening) const {
    return tokens.hasArrow({opening, tokens.closing(opening)}) ? Elements::PerLine : Elements::Filling;
  }

  /// A computed label from its first quote on. It stays on its line.
  size_t label(size_t quote) {
    text(quote);
    size_t i = quote + 1;
    for (bool literal = true; tokens.kind(i) != Kind::Quote; ++i) {
      const bool opens = tokens.kind(i) == Kind::LBrace, closes = tokens.kind(i) == Kind::RBrace;
      if (!literal && !closes && tokens.kind(i - 1) != Kind::LBrace && tokens.hasBlankBefore(i))
        draft.end(blank);
      literal = literal ? !opens : closes;
      text(i);
    }
    text(i);
    return i + 1;
  }

  const Tokens tokens;
  std::vector<Gap> gaps;
  Draft draft;
  Kind previousItem = Kind::End;
};

} // namespace

Draft writeDraft(const support::SourceFile &file, const syntax::Scan &scan) { return Writer(file, scan).run(); }

} // namespace evenstride::format
