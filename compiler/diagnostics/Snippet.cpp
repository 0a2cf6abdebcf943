// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where several labels share a line, the rightmost one's message stands beside the marks and the others hang below.
#include "diagnostics/Snippet.h"

#include <algorithm>

namespace evenstride::diagnostics {

namespace {

/// A mark in columns of the window.
struct PlacedMark {
  size_t begin, end;
  const Mark *mark;
};

/// Styled characters of one row under a source line.
class Row {
public:
  void put(size_t column, char character, Style style) {
    if (characters.size() <= column)
      characters.resize(column + 1, {' ', Style::Plain});
    characters[column] = {character, style};
  }
  void put(size_t column, std::string_view message, Style style) {
    tail = message;
    tailColumn = column;
    tailStyle = style;
  }
  std::string paint(const Painter &painter) const {
    std::string result, run;
    for (size_t i = 0; i < characters.size(); ++i) {
      run += characters[i].first;
      if (i + 1 == characters.size() || characters[i + 1].second != characters[i].second) {
        result += painter(characters[i].second, run);
        run.clear();
      }
    }
    if (tail.empty())
      return result;
    return result.append(tailColumn - characters.size(), ' ') + painter(tailStyle, tail);
  }

private:
  std::vector<std::pair<char, Style>> characters;
  std::string tail; // the message, right of all characters
  size_t tailColumn = 0;
  Style tailStyle = Style::Plain;
};

std::vector<PlacedMark> placeMarks(const LineLayout &layout, const std::vector<Mark> &marks, ColumnWindow window) {
  std::vector<PlacedMark> placed;
  for (const Mark &mark : marks) {
    size_t lastColumn = window.end > window.begin ? window.end - 1 : window.begin;
    size_t begin = std::max(layout.column(mark.begin), window.begin);
    if (window.end < layout.width())
      begin = std::min(begin, lastColumn); // beyond the window: under its `…`
    size_t end = std::max(std::min(layout.column(mark.end), window.end), begin + 1);
    placed.push_back({begin - window.begin, end - window.begin, &mark});
  }
  // From right to left; the primary mark first where two begin together, so that its message is the nearest.
  std::ranges::stable_sort(placed, [](const PlacedMark &a, const PlacedMark &b) {
    return a.begin != b.begin ? a.begin > b.begin : a.mark->underline > b.mark->underline;
  });
  return placed;
}

ColumnWindow chooseWindow(const LineLayout &layout, const std::vector<Mark> &marks) {
  size_t first = layout.width(), last = 0;
  for (const Mark &mark : marks) {
    first = std::min(first, layout.column(mark.begin));
    last = std::max(last, layout.column(mark.end));
  }
  auto primary = std::ranges::find(marks, '^', &Mark::underline);
  if (primary != marks.end() && last - first > 80)
    first = layout.column(primary->begin);
  return layout.window(first, last);
}

Row underlines(const std::vector<PlacedMark> &placed) {
  Row row;
  for (char kind : {'-', '^'}) // the primary mark lies over the others
    for (const PlacedMark &place : placed)
      if (place.mark->underline == kind)
        for (size_t column = place.begin; column < place.end; ++column)
          row.put(column, kind, place.mark->style);
  return row;
}

std::vector<Row> rowsUnder(const std::vector<PlacedMark> &placed) {
  std::vector<Row> rows = {underlines(placed)};
  std::vector<PlacedMark> hanging;
  for (const PlacedMark &place : placed)
    if (!place.mark->message.empty())
      hanging.push_back(place);
  if (hanging.empty())
    return rows;
  size_t end = std::ranges::max(placed, {}, &PlacedMark::end).end;
  if (placed.front().mark == hanging.front().mark && end == hanging.front().end) {
    rows.front().put(end + 1, printable(hanging.front().mark->message), hanging.front().mark->style);
    hanging.erase(hanging.begin());
  }
  auto barsFrom = [&](size_t first, size_t before) {
    Row row;
    for (size_t i = first; i < hanging.size(); ++i)
      if (hanging[i].begin < before)
        row.put(hanging[i].begin, '|', hanging[i].mark->style);
    return row;
  };
  if (!hanging.empty())
    rows.push_back(barsFrom(0, SIZE_MAX));
  for (size_t i = 0; i < hanging.size(); ++i) {
    Row row = barsFrom(i + 1, hanging[i].begin);
    row.put(hanging[i].begin, printable(hanging[i].mark->message), hanging[i].mark->style);
    rows.push_back(std::move(row));
  }
  return rows;
}

void renderLine(std::string &out, std::string_view line, const std::vector<Mark> &marks, const Gutter &gutter,
                const Painter &paint) {
  LineLayout layout(line);
  ColumnWindow window = chooseWindow(layout, marks);
  std::string shown = layout.show(window);
  out += (shown.empty() ? "" : " ") + shown + "\n";
  for (const Row &row : rowsUnder(placeMarks(layout, marks, window)))
    out += gutter.bar() + " " + row.paint(paint) + "\n";
}

} // namespace

void addMarks(MarkedLines &lines, const Label &label, Mark look) {
  const support::SourceFile &file = *label.span.file;
  uint32_t first = file.lineColumn(label.span.begin).line;
  // A span that ends with a line break ends on the line that it breaks.
  bool empty = label.span.end <= label.span.begin;
  uint32_t last = empty ? first : file.lineColumn(label.span.end - 1).line;
  auto offset = [&](uint32_t position, uint32_t line) {
    uint32_t begin = file.lineBegin(line);
    return std::min<size_t>(position > begin ? position - begin : 0, file.line(line).size());
  };
  look.begin = offset(label.span.begin, first);
  if (first != last) {
    look.end = std::max(look.begin, file.line(first).size());
    lines[first].push_back(look);
    look.begin = std::min(file.line(last).find_first_not_of(" \t"), file.line(last).size());
  }
  look.end = offset(label.span.end, last);
  look.message = label.message;
  lines[last].push_back(look);
}

std::string Gutter::number(uint32_t line) const {
  std::string digits = std::to_string(line);
  return " " + paint(Style::Gutter, std::string(width - digits.size(), ' ') + digits + " |");
}

void renderSnippet(std::string &out, const support::SourceFile &file, const MarkedLines &lines, const Gutter &gutter,
                   const Painter &paint) {
  out += gutter.bar() + "\n";
  uint32_t last = lines.begin()->first;
  for (const auto &[line, marks] : lines) {
    if (line > last + 2)
      out += paint(Style::Gutter, "...") + "\n";
    last = line;
    out += gutter.number(line);
    renderLine(out, file.line(line), marks, gutter, paint);
  }
  out += gutter.bar() + "\n";
}

} // namespace evenstride::diagnostics
