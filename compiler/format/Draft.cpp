// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Gathering of pieces, with the sums by which a group's width is known at once.
#include "format/Draft.h"

#include "support/Text.h"

#include <cassert>

namespace evenstride::format {

Piece &Draft::add(Piece::Kind kind) {
  Piece &piece = all.emplace_back(Piece{kind});
  piece.columns = columnCount;
  piece.lineEnds = lineEndCount;
  return piece;
}

void Draft::text(std::string_view text) {
  add(Piece::Text).text = text;
  columnCount += support::codePoints(text);
}

void Draft::comment(std::string_view text) { add(Piece::Comment).text = text; }

void Draft::end(Break where) {
  if (where.ends == LineEnd::Never) {
    if (where.wide)
      text(" ");
    return;
  }
  add(Piece::Break).where = where;
  columnCount += where.wide ? 1 : 0;
  lineEndCount += where.ends == LineEnd::Always ? 1 : 0;
}

void Draft::open(Group group) {
  openGroups.push_back(all.size());
  add(Piece::Open).group = group;
}

void Draft::close() {
  assert(!openGroups.empty());
  all[openGroups.back()].close = all.size();
  openGroups.pop_back();
  add(Piece::Close);
}

void Draft::close(const ListShape &shape) {
  all[openGroups.back()].shape = shape;
  close();
}

} // namespace evenstride::format
