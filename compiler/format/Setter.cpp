// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From the first piece to the last: a group is set on the line if it fits with what follows it up to the next place
// where a line may end. That is known from sums, so the time is linear.
#include "format/Setter.h"

#include "support/Text.h"

#include <algorithm>

namespace evenstride::format {
namespace {

struct Line {
  std::string code;
  size_t width = 0;
  std::string_view comment = {}; // behind the code
};

/// What holds for the pieces of an open group.
struct Frame {
  bool flat = false;       // no line ends in it
  bool showsEdges = false; // its brackets stand on lines of their own
  size_t indent = 0;
  size_t outerIndent = 0; // of what stands around it
};

class Setter {
public:
  explicit Setter(const Draft &draft) : pieces(draft.pieces()), untilBreak(pieces.size() + 1, 0) {
    for (size_t i = pieces.size(); i-- > 0;) {
      untilBreak[i] = mayEndLine(pieces[i]) ? 0 : untilBreak[i + 1] + widthOf(i);
    }
  }

  std::vector<Line> run() {
    for (size_t i = 0; i < pieces.size(); ++i)
      set(i);
    return std::move(lines);
  }

private:
  static bool mayEndLine(const Piece &piece) {
    return piece.kind == Piece::Comment ||
           (piece.kind == Piece::Break && (piece.where.edge == Edge::None || piece.where.ends == LineEnd::Always));
  }
  size_t widthOf(size_t index) const {
    return index + 1 < pieces.size() ? pieces[index + 1].columns - pieces[index].columns : 0;
  }
  size_t column() const { return lines.back().width == 0 ? pendingIndent : lines.back().width; }
  const Frame &frame() const { return frames.back(); }

  void set(size_t index) {
    const Piece &piece = pieces[index];
    switch (piece.kind) {
    case Piece::Text:
      return write(piece.text);
    case Piece::Comment:
      if (lines.back().width == 0)
        write(piece.text);
      else
        lines.back().comment = piece.text;
      return;
    case Piece::Break:
      return end(piece.where);
    case Piece::Open:
      frames.push_back(enter(index));
      return;
    case Piece::Close:
      frames.pop_back();
    }
  }

  void write(std::string_view text) {
    Line &line = lines.back();
    if (line.width == 0) {
      line.code.assign(pendingIndent, ' ');
      line.width = pendingIndent;
    }
    line.code += text;
    line.width += support::codePoints(text);
  }

  void end(const Break &where) {
    const bool hidden = where.edge != Edge::None && !frame().showsEdges;
    if (where.ends != LineEnd::Always && (frame().flat || hidden)) {
      if (where.wide)
        write(" ");
      return;
    }
    if (where.blankLine)
      lines.emplace_back();
    lines.emplace_back();
    pendingIndent = where.edge == Edge::Closing ? frame().outerIndent : frame().indent;
  }

  bool fits(size_t index) const {
    const Piece &open = pieces[index], &close = pieces[open.close];
    return open.lineEnds == close.lineEnds &&
           column() + (close.columns - open.columns) + untilBreak[open.close] <= lineWidth;
  }

  Frame enter(size_t index) const {
    const Piece &open = pieces[index];
    Frame inner = frame();
    inner.showsEdges = false;
    if (open.group == Group::Nest)
      inner.indent += indentStep;
    if (open.group == Group::Nest || frame().flat)
      return inner;
    inner.flat = fits(index);
    if (open.group == Group::Fit || inner.flat)
      return inner;
    inner.outerIndent = frame().indent;
    const ListShape &shape = open.shape;
    const bool tooWide = !shape.single && column() + shape.widest > lineWidth;
    inner.showsEdges = shape.bracketed && (shape.edgeComments || tooWide);
    if (inner.showsEdges)
      inner.indent += indentStep;
    else if (!shape.single)
      inner.indent = column();
    return inner;
  }

  const std::vector<Piece> &pieces;
  std::vector<size_t> untilBreak; // columns from a piece to the next place where a line may end
  std::vector<Frame> frames{Frame{}};
  std::vector<Line> lines{Line{}};
  size_t pendingIndent = 0;
};

/// Comments behind the code of neighbouring lines stand below each other, unless the lines differ too much in length.
class CommentAligner {
public:
  explicit CommentAligner(const std::vector<Line> &lines) : lines(lines) {}

  std::string text() {
    std::string result;
    for (size_t i = 0; i < lines.size(); ++i) {
      result += lines[i].code;
      if (!lines[i].comment.empty()) {
        if (i >= runEnd)
          findRun(i);
        result.append(runColumn - lines[i].width, ' ').append(lines[i].comment);
      }
      result += '\n';
    }
    return result;
  }

private:
  void findRun(size_t begin) {
    constexpr size_t farthest = 32, gap = 2;
    size_t shortest = lines[begin].width, longest = shortest;
    for (runEnd = begin; runEnd < lines.size() && !lines[runEnd].comment.empty(); ++runEnd) {
      const size_t low = std::min(shortest, lines[runEnd].width), high = std::max(longest, lines[runEnd].width);
      if (high - low > farthest)
        break;
      shortest = low;
      longest = high;
    }
    runColumn = longest + gap;
  }

  const std::vector<Line> &lines;
  size_t runEnd = 0, runColumn = 0;
};

} // namespace

std::string setLines(const Draft &draft) {
  const std::vector<Line> lines = Setter(draft).run();
  return lines.size() == 1 && lines[0].width == 0 ? std::string() : CommentAligner(lines).text();
}

} // namespace evenstride::format
