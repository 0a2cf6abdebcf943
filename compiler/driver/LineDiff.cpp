// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Hunks around the lines that differ.
#include "driver/LineDiff.h"

#include "diagnostics/LineLayout.h"
#include "diagnostics/Painter.h"
#include "support/LineChanges.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <vector>

namespace evenstride::driver {

using support::LineChange;
using Lines = std::vector<std::string_view>;

namespace {

/// Writes hunks: changes whose surroundings meet go into one.
class HunkWriter {
public:
  HunkWriter(const Lines &before, const Lines &after, size_t context, diagnostics::Color color)
      : before(before), after(after), context(context), paint(color) {}

  std::string write(const std::vector<LineChange> &changes) {
    for (size_t i = 0; i < changes.size();) {
      size_t end = i + 1;
      while (end < changes.size() && changes[end].before - endOf(changes[end - 1]) <= 2 * context)
        ++end;
      hunk(std::span(changes).subspan(i, end - i));
      i = end;
    }
    return std::move(out);
  }

private:
  static size_t endOf(const LineChange &change) { return change.before + change.removed; }

  void line(char sign, diagnostics::Style style, std::string_view text) {
    bool whole = text.ends_with('\n');
    std::string shown = diagnostics::printable(whole ? text.substr(0, text.size() - 1) : text);
    out += paint(style, sign + shown) + "\n" + (whole ? "" : "\\ No newline at end of file\n");
  }

  void hunk(std::span<const LineChange> changes) {
    const LineChange &first = changes.front(), &last = changes.back();
    size_t lead = std::min(context, first.before), begin = first.before - lead;
    size_t stop = std::min(before.size(), endOf(last) + context);
    size_t newBegin = first.after - lead, newCount = last.after + last.added + (stop - endOf(last)) - newBegin;
    auto range = [](size_t begin, size_t count) { return fmt::format("{},{}", begin + (count != 0), count); };
    out += paint(diagnostics::Style::Tag,
                 fmt::format("@@ -{} +{} @@", range(begin, stop - begin), range(newBegin, newCount))) +
           "\n";
    size_t at = begin;
    for (const LineChange &change : changes) {
      for (; at < change.before; ++at)
        line(' ', diagnostics::Style::Plain, before[at]);
      for (; at < endOf(change); ++at)
        line('-', diagnostics::Style::Error, before[at]);
      for (size_t i = 0; i < change.added; ++i)
        line('+', diagnostics::Style::Inserted, after[change.after + i]);
    }
    for (; at < stop; ++at)
      line(' ', diagnostics::Style::Plain, before[at]);
  }

  const Lines &before, &after;
  size_t context;
  diagnostics::Painter paint;
  std::string out;
};

} // namespace

std::string lineDiff(std::string_view before, std::string_view after, size_t context, diagnostics::Color color) {
  const Lines a = support::splitLines(before), b = support::splitLines(after);
  return HunkWriter(a, b, context, color).write(support::lineChanges(a, b));
}

} // namespace evenstride::driver
