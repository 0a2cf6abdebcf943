// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Numbers and sets of lines in words.
#include "explain/Words.h"
#include "support/Text.h"

#include <fmt/format.h>

namespace evenstride::explain {

using geometry::Intervals;

std::string countText(int64_t count) { return support::countText(count); }

std::string shapeText(const layers::Shape &shape) {
  return fmt::format("[{}, {}, {}]", shape.channels, shape.height, shape.width);
}

std::string sizeText(int64_t rows, int64_t columns) { return fmt::format("{}x{}", rows, columns); }

std::string ratioText(const geometry::Ratio &ratio) {
  return ratio.denominator == 1 ? std::to_string(ratio.numerator)
                                : fmt::format("{}/{}", ratio.numerator, ratio.denominator);
}

std::string fieldText(const Sight &sight) {
  return sight.whole ? "whole" : sizeText(sight.rows.size, sight.columns.size);
}

/// One text where both axes agree, else "rows x columns".
static std::string bothAxes(const std::string &rows, const std::string &columns) {
  return rows == columns ? rows : rows + "x" + columns;
}

static std::string stepText(const geometry::FieldFigures &axis) {
  return !axis.step ? "mixed" : axis.step->numerator == 0 ? "-" : ratioText(*axis.step);
}

std::string stepText(const Sight &sight) { return bothAxes(stepText(sight.rows), stepText(sight.columns)); }

static std::string overlapText(const geometry::FieldFigures &axis) {
  if (!axis.overlap)
    return "-";
  auto [least, most] = *axis.overlap;
  return least == most ? std::to_string(least) : fmt::format("{}..{}", least, most);
}

std::string overlapText(const Sight &sight) {
  return sight.constant ? "-" : bothAxes(overlapText(sight.rows), overlapText(sight.columns));
}

/// "the last row", "the first 2 rows", "28 of 56 rows"; empty for none.
static std::string axisText(const Intervals &lines, int64_t extent, std::string_view noun) {
  if (lines.empty())
    return "";
  int64_t number = count(lines);
  auto edge = [&](std::string_view which) {
    return number == 1 ? fmt::format("the {} {}", which, noun) : fmt::format("the {} {} {}s", which, number, noun);
  };
  if (number == extent)
    return fmt::format("all {} {}s", number, noun);
  if (lines.size() == 1 && lines[0].end == extent)
    return edge("last");
  if (lines.size() == 1 && lines[0].begin == 0)
    return edge("first");
  return fmt::format("{} of {}", number, support::plural(extent, noun));
}

std::string linesText(const Lines &lines, const layers::Shape &shape) {
  std::string rows = axisText(lines.rows, shape.height, "row"),
              columns = axisText(lines.columns, shape.width, "column");
  return rows.empty() ? columns : columns.empty() ? rows : rows + " and " + columns;
}

std::string shareText(double part, double whole) {
  double percent = whole > 0 ? 100 * part / whole : 0;
  return percent > 0 && percent < 0.1 ? "under 0.1 %" : fmt::format("{:.1f} %", percent);
}

} // namespace evenstride::explain
