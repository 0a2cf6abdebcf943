// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Lists of sizes, and the guess on swapped layouts.
#include "check/WindowHelp.h"

#include "check/InputFixes.h"
#include "support/Text.h"

#include <algorithm>

namespace evenstride::check {

using geometry::Verdict;

std::string listedSizes(const std::vector<int64_t> &sizes, std::string_view last) {
  std::string text;
  for (size_t i = 0; i < sizes.size(); ++i)
    text += (i == 0 ? "" : i + 1 == sizes.size() ? std::string(last) : ", ") + std::to_string(sizes[i]);
  return text;
}

/// Sizes for each axis at fault, said once where both have the same: "27 or 29", "27 or 29 rows and …". Empty where an
/// axis has none.
template <typename Of> static std::string sizesOfAxes(const WindowFault &fault, Of of, std::string_view last) {
  std::vector<std::string> texts;
  for (Axis axis : fault.axes) {
    std::vector<int64_t> sizes = of(axis);
    if (sizes.empty())
      return "";
    texts.push_back(listedSizes(sizes, last));
  }
  if (texts.size() == 1)
    return texts[0] + (fault.axes[0] == Rows ? " rows" : " columns");
  return texts[0] == texts[1] ? texts[0] : texts[0] + " rows and " + texts[1] + " columns";
}

static std::vector<int64_t> dividing(const Verdict &v) {
  std::vector<int64_t> sizes;
  if (v.input > v.remainder)
    sizes.push_back(v.input - v.remainder);
  sizes.push_back(v.input - v.remainder + v.window.stride);
  return sizes;
}

std::string dividingSizes(const WindowFault &fault) {
  auto here = [&](Axis axis) { return dividing(fault.copy.along(axis)); };
  return "inputs of " + sizesOfAxes(fault, here, " or ") + " divide here";
}

std::string wholeNetworkSizes(const WindowFault &fault, std::string_view before) {
  auto near = [&](Axis axis) { return nearSizes(*fault.copy.flow, fault.copy.operand, axis); };
  std::string sizes = sizesOfAxes(fault, near, ", ");
  return sizes.empty() ? "" : std::string(before) + sizes + ", …";
}

std::optional<diagnostics::Fix> otherInput(const WindowFault &fault) {
  return otherInput(*fault.copy.flow, fault.copy.operand, fault.axes);
}

} // namespace evenstride::check
