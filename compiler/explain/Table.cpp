// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The table: a row per layer, activations on the row of the layer before them, columns left out where the terminal is
// narrow, and a rule wherever the step of the grid changes.
#include "explain/Table.h"
#include "explain/Rows.h"
#include "explain/Words.h"
#include "support/Text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace evenstride::explain {

namespace {

enum ColumnId { Path, Kind, Shape, Field, Step, Overlap, Skips, Macs, Parameters, Memory, columnCount };

struct Column {
  const char *title;
  int dropped;    // the higher, the earlier it goes where there is no room; 0: never
  bool rightward; // figures
};
constexpr std::array<Column, columnCount> columns = {{{"layer", 0, false},
                                                      {"kind", 3, false},
                                                      {"shape", 0, false},
                                                      {"field", 0, true},
                                                      {"step", 0, true},
                                                      {"overlap", 5, true},
                                                      {"skips", 4, true},
                                                      {"MACs", 0, true},
                                                      {"params", 2, true},
                                                      {"memory", 6, true}}};
constexpr size_t shortestPath = 12;

using Cells = std::array<std::string, columnCount>;

std::string skipsText(const LayerFigures &layer) {
  int64_t rows = 0, lines = 0;
  for (const Skip &skip : layer.skips) {
    rows += count(skip.lines.rows);
    lines += count(skip.lines.columns);
  }
  return rows + lines == 0 ? "" : fmt::format("{}+{}", rows, lines);
}

Cells cellsOf(const NetworkFigures &figures, const Row &row) {
  const LayerFigures &layer = figures.layers[row.layers.front()];
  Cells cells;
  cells[Path] = layer.node->path;
  for (size_t index : row.layers)
    cells[Kind] += (cells[Kind].empty() ? "" : " ") + std::string(figures.layers[index].node->kind->keyword);
  cells[Shape] = shapeText(layer.shape);
  for (const Sight &sight : layer.sights)
    for (auto [column, text] :
         {std::pair(Field, fieldText(sight)), std::pair(Step, stepText(sight)), std::pair(Overlap, overlapText(sight))})
      if (std::string &cell = cells[column]; cell.empty() || cell == text)
        cell = text;
      else
        cell += ", " + text; // several inputs
  cells[Skips] = skipsText(layer);
  cells[Macs] = layer.macs ? countText(layer.macs) : "";
  cells[Parameters] = layer.parameters ? countText(layer.parameters) : "";
  cells[Memory] = support::bytesText(uint64_t(layer.activationBytes));
  return cells;
}

using Widths = std::array<size_t, columnCount>; // 0: left out

size_t totalWidth(const Widths &widths) {
  size_t total = 0;
  for (size_t width : widths)
    total += width ? width + 2 : 0;
  return total ? total - 2 : 0;
}

Widths widthsFor(const std::vector<Cells> &lines, size_t available) {
  Widths widths{};
  for (const Cells &cells : lines)
    for (size_t column = 0; column < columnCount; ++column)
      widths[column] = std::max(widths[column], support::codePoints(cells[column]));
  for (size_t column = 0; column < columnCount; ++column)
    if (widths[column])
      widths[column] = std::max(widths[column], std::string_view(columns[column].title).size());
  while (available && totalWidth(widths) > available) {
    size_t next = 0;
    for (size_t column = 0; column < columnCount; ++column)
      if (widths[column] && columns[column].dropped > columns[next].dropped)
        next = column;
    size_t excess = totalWidth(widths) - available;
    if (next == 0 || (widths[Path] > 30 && widths[Path] - 20 >= excess)) { // a long path says less than a column
      widths[Path] = std::max(shortestPath, widths[Path] - std::min(widths[Path], excess));
      break;
    }
    widths[next] = 0;
  }
  return widths;
}

/// The end of a path says more than its beginning.
std::string shortened(const std::string &text, size_t width) {
  size_t length = support::codePoints(text);
  if (length <= width)
    return text;
  size_t skip = length - width + 1, byte = 0;
  for (; skip > 0; --skip)
    byte += support::decodeUtf8(std::string_view(text).substr(byte)).bytes;
  return "…" + text.substr(byte);
}

std::string lineOf(const Cells &cells, const Widths &widths) {
  std::string line;
  for (size_t column = 0; column < columnCount; ++column) {
    if (!widths[column])
      continue;
    std::string text = shortened(cells[column], widths[column]);
    std::string gap(widths[column] - support::codePoints(text), ' ');
    line += (line.empty() ? "" : "  ") + (columns[column].rightward ? gap + text : text + gap);
  }
  while (line.ends_with(' '))
    line.pop_back();
  return line + "\n";
}

std::string totalsText(const NetworkFigures &figures) {
  std::string text = fmt::format("{} layers, {} MACs, {} parameters", figures.layers.size(), countText(figures.macs),
                                 countText(figures.parameters));
  if (figures.parameters)
    text += fmt::format(" ({})", support::bytesText(uint64_t(figures.parameters) * sizeof(float)));
  text += fmt::format(", values {}", support::bytesText(uint64_t(figures.activationBytes)));
  if (!figures.layers.empty())
    text += fmt::format(", at most {} at once", support::bytesText(uint64_t(figures.layers[figures.peak].aliveBytes)));
  return text;
}

/// A paragraph that begins with `mark`, broken between words into lines that stand in as far as the mark is long.
std::string paragraph(std::string_view mark, const std::string &words, size_t width) {
  std::string text(mark);
  size_t column = mark.size();
  for (size_t begin = 0; begin < words.size();) {
    size_t end = std::min(words.find(' ', begin), words.size());
    std::string word = words.substr(begin, end - begin);
    size_t length = support::codePoints(word);
    bool first = column == mark.size();
    if (width && !first && column + 1 + length > width) {
      text += "\n" + std::string(mark.size(), ' ');
      column = mark.size();
    } else if (!first) {
      text += ' ';
      ++column;
    }
    text += word;
    column += length;
    begin = end + 1;
  }
  return text + "\n";
}

} // namespace

std::string tableText(const NetworkFigures &figures, const std::vector<Hint> &hints, size_t width) {
  std::string text = fmt::format("network {}\n", figures.graph->name);
  for (const InputFigures &input : figures.inputs)
    text += fmt::format("input {} {}\n", input.name, shapeText(input.shape));
  std::vector<Cells> lines;
  for (const Row &row : rowsOf(figures))
    lines.push_back(cellsOf(figures, row));
  Cells titles;
  for (size_t column = 0; column < columnCount; ++column)
    titles[column] = columns[column].title;
  Widths widths = widthsFor(lines, width);
  text += "\n" + (lines.empty() ? "" : lineOf(titles, widths));
  const std::string *step = nullptr;
  std::string rule;
  for (size_t column = 0; column < totalWidth(widths); ++column)
    rule += "─";
  for (const Cells &cells : lines) {
    if (!step || *step != cells[Step])
      text += rule + "\n";
    text += lineOf(cells, widths);
    step = &cells[Step];
  }
  text += "\n";
  for (const check::NetworkOutput &output : figures.graph->outputs)
    text += fmt::format("output {} {}\n", output.name, shapeText(figures.graph->shapeOf(output.value)));
  text += paragraph("", totalsText(figures), width) + "\n";
  for (const Hint &hint : hints)
    text += paragraph("- ", hint.text, width);
  return text;
}

} // namespace evenstride::explain
