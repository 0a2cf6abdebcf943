// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Equations, amounts and paddings as text.
#include "check/WindowText.h"

#include "support/Text.h"

#include <array>
#include <numeric>

namespace evenstride::check {

using geometry::Verdict;

std::string padText(const std::vector<int64_t> &pad) {
  auto joined = [&](size_t count) {
    std::string text;
    for (size_t i = 0; i < count; ++i)
      text += (i == 0 ? "" : ", ") + std::to_string(pad[i]);
    return text;
  };
  if (pad[0] != pad[2] || pad[1] != pad[3])
    return "(" + joined(4) + ")";
  return pad[0] == pad[1] ? joined(1) : "(" + joined(2) + ")";
}

std::string sidesText(std::string_view layer, const std::vector<int64_t> &sides) {
  struct Side {
    size_t index;
    std::string_view name;
  };
  std::string arguments;
  for (const Side &side : {Side{1, "left"}, Side{3, "right"}, Side{0, "top"}, Side{2, "bottom"}})
    if (sides[side.index] > 0)
      arguments += (arguments.empty() ? "" : ", ") + std::string(side.name) + ": " + std::to_string(sides[side.index]);
  return std::string(layer) + "(" + arguments + ")";
}

/// "rows and columns" of which either may be missing.
static std::string both(const std::string &rows, const std::string &columns) {
  return rows + (rows.empty() || columns.empty() ? "" : " and ") + columns;
}

static std::string lastOne(int64_t count, std::string_view noun) {
  if (count == 0)
    return "";
  return count == 1 ? "the last " + std::string(noun) : "the last " + support::plural(count, noun);
}

std::string lastOnes(PerAxis count) { return both(lastOne(count.rows, "row"), lastOne(count.columns, "column")); }

static std::string amount(int64_t count, std::string_view noun) {
  constexpr auto words =
      std::to_array<std::string_view>({"", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"});
  if (count == 0)
    return "";
  if (count >= int64_t(words.size()))
    return support::plural(count, noun);
  return std::string(words[size_t(count)]) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

std::string amountOf(PerAxis count) { return both(amount(count.rows, "row"), amount(count.columns, "column")); }

std::string outputText(const Verdict &verdict) {
  int64_t divisor = verdict.window.stride / std::gcd(verdict.remainder, verdict.window.stride);
  int64_t part = verdict.remainder / (verdict.window.stride / divisor);
  std::string whole = std::to_string(verdict.floorOutput);
  if (1000 % divisor != 0)
    return whole + " " + std::to_string(part) + "/" + std::to_string(divisor);
  std::string digits = std::to_string(1000 + part * (1000 / divisor)).substr(1);
  return whole + "." + digits.substr(0, digits.find_last_not_of('0') + 1);
}

std::string equation(const Verdict &verdict) {
  const geometry::Window &window = verdict.window;
  return "(" + std::to_string(verdict.input) + " - " + std::to_string(verdict.effectiveKernel) + " + " +
         std::to_string(window.before) + " + " + std::to_string(window.after) + ") / " + std::to_string(window.stride) +
         " + 1 = " + outputText(verdict);
}

} // namespace evenstride::check
