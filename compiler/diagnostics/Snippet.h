// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Source lines with marks and messages under them. Private to the renderer.
#pragma once

#include "diagnostics/LineLayout.h"
#include "diagnostics/Painter.h"

#include <map>
#include <vector>

namespace evenstride::diagnostics {

/// Bytes [begin, end) of one line, and what stands under them. An empty stretch is marked by one character.
struct Mark {
  size_t begin = 0, end = 0;
  std::string_view message = {};
  Style style = Style::Secondary;
  char underline = '-';
};

/// The marked lines of one file by line number.
using MarkedLines = std::map<uint32_t, std::vector<Mark>>;

/// Adds the marks of `label`: one on its line; of several lines one on the first and, with the message, one on the
/// last.
void addMarks(MarkedLines &lines, const Label &label, Mark look);

/// What stands left of the source: line numbers, or blanks of the same width.
class Gutter {
public:
  Gutter(uint32_t lastLine, const Painter &paint) : width(std::to_string(lastLine).size()), paint(paint) {}

  std::string number(uint32_t line) const;
  /// "   |", without what follows.
  std::string bar() const { return indent() + paint(Style::Gutter, "|"); }
  std::string indent() const { return std::string(width + 2, ' '); }
  std::string arrow(std::string_view kind) const { return std::string(width + 1, ' ') + paint(Style::Gutter, kind); }

private:
  size_t width;
  const Painter &paint;
};

/// The lines in order, `...` where two or more are left out between them.
void renderSnippet(std::string &out, const support::SourceFile &file, const MarkedLines &lines, const Gutter &gutter,
                   const Painter &paint);

} // namespace evenstride::diagnostics
