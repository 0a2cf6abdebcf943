// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A text that is not laid out yet: pieces, places where a line may end, and groups of them that fit a line or do not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace evenstride::format {

/// Columns that a line keeps to where it can.
inline constexpr size_t lineWidth = 100;
/// Columns of one step of indentation.
inline constexpr size_t indentStep = 4;

enum class Group : uint8_t {
  Fit,  // all on one line if it fits; else each of its own breaks ends a line
  Nest, // belongs to the group around it; its lines are indented by one step more
  List, // as Fit, and decides how its lines are indented
};

/// What a list needs to know about itself. Where it does not fit its line, its elements stand below the first one:
/// `f(a,` or, where they are too wide for that, on lines of their own between lines that hold the brackets.
struct ListShape {
  size_t widest = 0;         // columns of its widest element
  bool edgeComments = false; // a comment stands behind the opening bracket or before the closing one
  bool single = false;       // one element: its lines are indented as if there were no bracket
  bool bracketed = true;
};

enum class LineEnd : uint8_t { Never, IfBroken, Always };
enum class Edge : uint8_t { None, Opening, Closing }; // beside a bracket; only some lists end lines there

/// What stands between two texts.
struct Break {
  bool wide = true; // a blank, where no line ends
  LineEnd ends = LineEnd::Never;
  bool blankLine = false; // where a line ends, an empty one follows
  Edge edge = Edge::None;
};

struct Piece {
  enum Kind : uint8_t { Text, Comment, Break, Open, Close } kind;
  std::string_view text = {};
  format::Break where = {};
  Group group = Group::Fit;
  ListShape shape = {};
  size_t close = 0;    // of Open: where its Close is
  size_t columns = 0;  // of all pieces before, if no line ended
  size_t lineEnds = 0; // before, that are always there
};

class Draft {
public:
  void text(std::string_view text);
  /// From `#` on. A break that always ends the line must follow.
  void comment(std::string_view text);
  void end(Break where);
  void open(Group group);
  void close();
  void close(const ListShape &shape);

  size_t columns() const { return columnCount; }
  const std::vector<Piece> &pieces() const { return all; }

private:
  Piece &add(Piece::Kind kind);

  std::vector<Piece> all;
  std::vector<size_t> openGroups;
  size_t columnCount = 0, lineEndCount = 0;
};

} // namespace evenstride::format
