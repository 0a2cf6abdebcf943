// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Myers' greedy algorithm over lines (An O(ND) Difference Algorithm, 1986), and hunks around what it finds.
#include "driver/LineDiff.h"

#include "diagnostics/LineLayout.h"
#include "diagnostics/Painter.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace evenstride::driver {

using Lines = std::vector<std::string_view>;

static Lines split(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

namespace {

/// Lines [before, before + removed) became lines [after, after + added).
struct Change {
  size_t before = 0, after = 0;
  size_t removed = 0, added = 0;
};

/// Finds the shortest script of removals and additions.
class Comparison {
public:
  Comparison(const Lines &before, const Lines &after) : a(before), b(after) {}

  std::vector<Change> changes() {
    size_t steps = search();
    return backtrack(steps);
  }

private:
  using Row = std::vector<int64_t>; // how far each diagonal -d, -d + 2, …, d reaches in `a`, shifted by one

  /// The number of changed lines; every step's reach is kept.
  size_t search() {
    Row reach(3, 0);
    for (int64_t d = 0;; ++d) {
      trace.push_back(reach);
      Row next(size_t(2 * d + 5), 0);
      for (int64_t k = -d; k <= d; k += 2) {
        int64_t x = start(reach, k, d);
        while (x < int64_t(a.size()) && x - k < int64_t(b.size()) && a[size_t(x)] == b[size_t(x - k)])
          ++x;
        next[size_t(k + d + 2)] = x;
        if (x >= int64_t(a.size()) && x - k >= int64_t(b.size()))
          return size_t(d);
      }
      reach = std::move(next);
    }
  }

  /// Where diagonal k begins in step d: behind an addition or a removal, whichever reached further. `reach` is that of
  /// step d - 1, in which diagonal k stands at k + d + 1.
  static int64_t start(const Row &reach, int64_t k, int64_t d) {
    if (d == 0)
      return 0;
    auto at = [&](int64_t diagonal) { return reach[size_t(diagonal + d + 1)]; };
    bool adds = k == -d || (k != d && at(k - 1) < at(k + 1));
    return adds ? at(k + 1) : at(k - 1) + 1;
  }

  std::vector<Change> backtrack(size_t steps) const {
    std::vector<Change> result; // from the end
    int64_t x = int64_t(a.size()), y = int64_t(b.size());
    for (auto d = int64_t(steps); d > 0; --d) {
      const Row &reach = trace[size_t(d)];
      int64_t k = x - y;
      auto at = [&](int64_t diagonal) { return reach[size_t(diagonal + d + 1)]; };
      bool adds = k == -d || (k != d && at(k - 1) < at(k + 1));
      x = adds ? at(k + 1) : at(k - 1);
      y = x - (adds ? k + 1 : k - 1);
      Change step{size_t(x), size_t(y), adds ? 0u : 1u, adds ? 1u : 0u};
      bool joins = !result.empty() && step.before + step.removed == result.back().before &&
                   step.after + step.added == result.back().after;
      if (joins)
        result.back() = {step.before, step.after, step.removed + result.back().removed,
                         step.added + result.back().added};
      else
        result.push_back(step);
    }
    std::ranges::reverse(result);
    return result;
  }

  const Lines &a, &b;
  std::vector<Row> trace;
};

/// Writes hunks: changes whose surroundings meet go into one.
class HunkWriter {
public:
  HunkWriter(const Lines &before, const Lines &after, size_t context, diagnostics::Color color)
      : before(before), after(after), context(context), paint(color) {}

  std::string write(const std::vector<Change> &changes) {
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
  static size_t endOf(const Change &change) { return change.before + change.removed; }

  void line(char sign, diagnostics::Style style, std::string_view text) {
    bool whole = text.ends_with('\n');
    std::string shown = diagnostics::printable(whole ? text.substr(0, text.size() - 1) : text);
    out += paint(style, sign + shown) + "\n" + (whole ? "" : "\\ No newline at end of file\n");
  }

  void hunk(std::span<const Change> changes) {
    const Change &first = changes.front(), &last = changes.back();
    size_t lead = std::min(context, first.before), begin = first.before - lead;
    size_t stop = std::min(before.size(), endOf(last) + context);
    size_t newBegin = first.after - lead, newCount = last.after + last.added + (stop - endOf(last)) - newBegin;
    auto range = [](size_t begin, size_t count) { return fmt::format("{},{}", begin + (count != 0), count); };
    out += paint(diagnostics::Style::Tag,
                 fmt::format("@@ -{} +{} @@", range(begin, stop - begin), range(newBegin, newCount))) +
           "\n";
    size_t at = begin;
    for (const Change &change : changes) {
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
  Lines a = split(before), b = split(after);
  auto [endA, endB] = std::ranges::mismatch(a, b);
  auto same = size_t(endA - a.begin());
  Lines middleA(endA, a.end()), middleB(endB, b.end());
  while (!middleA.empty() && !middleB.empty() && middleA.back() == middleB.back()) {
    middleA.pop_back();
    middleB.pop_back();
  }
  std::vector<Change> changes = Comparison(middleA, middleB).changes();
  for (Change &change : changes) {
    change.before += same;
    change.after += same;
  }
  return HunkWriter(a, b, context, color).write(changes);
}

} // namespace evenstride::driver
