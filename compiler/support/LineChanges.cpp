// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Myers' greedy algorithm over lines (An O(ND) Difference Algorithm, 1986).
#include "support/LineChanges.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace evenstride::support {

std::vector<std::string_view> splitLines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

namespace {

using Lines = std::vector<std::string_view>;

/// Finds the shortest script of removals and additions.
class Comparison {
public:
  Comparison(const Lines &before, const Lines &after) : a(before), b(after) {}

  /// Nothing if too many lines differ.
  std::optional<std::vector<LineChange>> changes() {
    const std::optional<size_t> steps = search();
    return steps ? std::optional(backtrack(*steps)) : std::nullopt;
  }

private:
  using Row = std::vector<int64_t>; // how far each diagonal -d, -d + 2, …, d reaches in `a`, shifted by one

  /// Time and memory grow with the square of it: 16 MiB.
  static constexpr int64_t mostSteps = 1000;

  /// The number of changed lines; every step's reach is kept.
  std::optional<size_t> search() {
    Row reach(3, 0);
    for (int64_t d = 0; d <= mostSteps; ++d) {
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
    return std::nullopt;
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

  std::vector<LineChange> backtrack(size_t steps) const {
    std::vector<LineChange> result; // from the end
    int64_t x = int64_t(a.size()), y = int64_t(b.size());
    for (auto d = int64_t(steps); d > 0; --d) {
      const Row &reach = trace[size_t(d)];
      int64_t k = x - y;
      auto at = [&](int64_t diagonal) { return reach[size_t(diagonal + d + 1)]; };
      bool adds = k == -d || (k != d && at(k - 1) < at(k + 1));
      x = adds ? at(k + 1) : at(k - 1);
      y = x - (adds ? k + 1 : k - 1);
      LineChange step{size_t(x), size_t(y), adds ? 0u : 1u, adds ? 1u : 0u};
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

} // namespace

std::vector<LineChange> lineChanges(const Lines &before, const Lines &after) {
  const auto [endBefore, endAfter] = std::ranges::mismatch(before, after);
  const auto same = size_t(endBefore - before.begin());
  Lines middleBefore(endBefore, before.end()), middleAfter(endAfter, after.end());
  while (!middleBefore.empty() && !middleAfter.empty() && middleBefore.back() == middleAfter.back()) {
    middleBefore.pop_back();
    middleAfter.pop_back();
  }
  std::optional<std::vector<LineChange>> changes = Comparison(middleBefore, middleAfter).changes();
  if (!changes)
    changes = {LineChange{0, 0, middleBefore.size(), middleAfter.size()}};
  for (LineChange &change : *changes) {
    change.before += same;
    change.after += same;
  }
  return *std::move(changes);
}

} // namespace evenstride::support
