// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One line of source as a terminal shows it: which byte stands in which column, and what is cut from a long line.
// Private to the renderer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace evenstride::diagnostics {

/// `text` with every character that a terminal could act on (controls, changes of direction) and every byte that is no
/// UTF-8 replaced by U+FFFD.
std::string printable(std::string_view text);

/// Columns that `text` takes on a terminal: 2 for wide characters, 0 for combining ones.
size_t displayWidth(std::string_view text);

/// Columns [begin, end) of a line that are shown.
struct ColumnWindow {
  size_t begin = 0, end = 0;
};

/// A line with tabs widened to the next multiple of four columns. Points into the line, which must outlive it.
class LineLayout {
public:
  explicit LineLayout(std::string_view line);

  size_t width() const { return total; }
  /// Column (from 0) of the character that holds byte `offset`; the line's width at its end and beyond.
  size_t column(size_t offset) const;
  /// The whole line if it is short; else a stretch of it that begins a little before `first` and, where it can, holds
  /// `last`.
  ColumnWindow window(size_t first, size_t last) const;
  /// The text in the window, `…` in the place of the first and last column where something is cut off;
  /// blanks at the line's end are left out.
  std::string show(ColumnWindow window) const;

private:
  struct Cell {
    uint32_t byte, column, width;
    std::string_view text; // empty: blanks
  };
  std::vector<Cell> cells;
  size_t total = 0;
};

} // namespace evenstride::diagnostics
