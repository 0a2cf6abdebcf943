// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads badspecs.csv and the regular phrases of its last original column.
#include "unit/corpus/Corpus.h"
#include "support/Paths.h"

#include <fstream>
#include <regex>
#include <sstream>

namespace evenstride::corpus {

using Cells = std::vector<std::string>;

/// Splits one CSV line; the corpus has quoted cells, doubled quotes, and no line breaks within cells.
static Cells splitLine(const std::string &line) {
  Cells cells(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
      cells.back() += line[i++];
    else if (line[i] == '"')
      quoted = !quoted;
    else if (line[i] == ',' && !quoted)
      cells.emplace_back();
    else
      cells.back() += line[i];
  }
  return cells;
}

static std::vector<int64_t> numbers(const std::string &text, char separator) {
  std::vector<int64_t> result;
  std::stringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);)
    result.push_back(std::stoll(part));
  return result;
}

/// The numbers that a pattern captures in a text; empty where it does not occur.
static std::vector<int64_t> captured(const std::string &text, const char *pattern) {
  std::smatch match;
  std::vector<int64_t> result;
  if (std::regex_search(text, match, std::regex(pattern)))
    for (size_t i = 1; i < match.size(); ++i)
      result.push_back(std::stoll(match[i]));
  return result;
}

/// The part of the verdict on one axis: what stands behind "h: " up to ", w: ".
static std::string part(const std::string &text, const std::string &from, const std::string &to) {
  size_t begin = text.find(from);
  if (begin == std::string::npos)
    return "";
  begin += from.size();
  return text.substr(begin, text.find(to, begin) - begin);
}

static void readVerdict(ExpectedAxis &axis, const std::string &text) {
  if (auto found = captured(text, R"(^(\d+)$)"); !found.empty())
    axis.output = found[0];
  if (auto found = captured(text, R"(remainder (\d+))"); !found.empty())
    axis.remainder = found[0];
  if (auto found = captured(text, R"(\((\d+) real input)"); !found.empty())
    axis.unread = found[0];
  if (text.find("of padding unused, no input lost") != std::string::npos)
    axis.unread = 0;
  if (auto found = captured(text, R"(effective kernel (\d+) > padded input (\d+))"); !found.empty()) {
    axis.effectiveKernel = found[0];
    axis.paddedInput = found[1];
  }
}

static void readFixes(ExpectedAxis &axis, const std::string &text) {
  if (auto found = captured(text, R"([hw]=(\d+) or (\d+))"); !found.empty()) {
    axis.sizeBelow = found[0];
    axis.sizeAbove = found[1];
  }
  if (auto found = captured(text, R"(keeps (\d+))"); !found.empty())
    axis.floorOutput = found[0];
  if (auto found = captured(text, R"(gives (\d+))"); !found.empty())
    axis.ceilOutput = found[0];
}

static void readExpectation(Row &row) {
  std::smatch match;
  std::regex_search(row.expected, match, std::regex(R"(^(ACCEPT|REJECT) ?([a-z-]*):)"));
  row.verdict = match[1];
  row.kind = match[2];
  std::string verdicts = row.expected.substr(0, row.expected.find(" | "));
  std::string fixes = part(row.expected, "fixes: ", " | ");
  const char *names[] = {"h: ", "w: "};
  for (size_t i = 0; i < row.axes.size(); ++i) {
    std::string name = row.axes.size() == 1 ? "len: " : names[i];
    readVerdict(row.axes[i], part(verdicts, name, ", w: "));
    readFixes(
        row.axes[i],
        part(fixes, std::string(1, name[0]) + "=", i == 0 ? " / " : "\n").insert(0, std::string(1, name[0]) + "="));
  }
}

static Row readRow(const Cells &cells) {
  Row row;
  row.source = cells[0];
  row.expected = cells[8];
  row.layer = cells[9];
  row.reason = cells[11];
  auto sizes = numbers(cells[2], 'x'), kernel = numbers(cells[3], 'x'), stride = numbers(cells[4], 'x');
  auto dilation = numbers(cells[6], 'x');
  row.same = cells[5] == "SAME";
  std::vector<int64_t> pad = row.same ? std::vector<int64_t>(4) : numbers(cells[5], ',');
  auto classes = std::stringstream(cells[10]);
  for (size_t i = 0; i < sizes.size(); ++i) {
    ExpectedAxis axis;
    axis.window = {kernel[i], stride[i], dilation[i], pad[i], pad[i + sizes.size()]};
    axis.input = sizes[i];
    if (!std::getline(classes, axis.faultClass, '/'))
      axis.faultClass = row.axes[0].faultClass;
    row.axes.push_back(axis);
  }
  readExpectation(row);
  return row;
}

std::string Row::program() const {
  const ExpectedAxis rows = axes[0], columns = axes.size() > 1 ? axes[1] : ExpectedAxis();
  auto pair = [](int64_t first, int64_t second) {
    return "(" + std::to_string(first) + ", " + std::to_string(second) + ")";
  };
  std::string pad = "same";
  if (!same)
    pad = "(" + std::to_string(rows.window.before) + ", " + std::to_string(columns.window.before) + ", " +
          std::to_string(rows.window.after) + ", " + std::to_string(columns.window.after) + ")";
  // Swapped layouts are declared as their authors read them: the last size became the channels.
  std::string channels = mentions("layout swap") ? "200" : "3";
  return "network row(image: f32[" + channels + ", " + std::to_string(rows.input) + ", " +
         std::to_string(columns.input) + "]) {\n    return image -> " + layer + "(" + (layer == "conv" ? "2, " : "") +
         pair(rows.window.kernel, columns.window.kernel) +
         ", stride: " + pair(rows.window.stride, columns.window.stride) +
         ", dilation: " + pair(rows.window.dilation, columns.window.dilation) + ", pad: " + pad + ")\n}\n";
}

std::vector<Row> readCorpus() {
  std::ifstream file(test::sourceDirectory() / "tests/unit/corpus/badspecs.csv");
  std::string line;
  std::getline(file, line); // the header
  std::vector<Row> rows;
  while (std::getline(file, line))
    rows.push_back(readRow(splitLine(line)));
  return rows;
}

} // namespace evenstride::corpus
