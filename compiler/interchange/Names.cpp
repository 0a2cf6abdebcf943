// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What is kept of names that anybody may have written.
#include "interchange/Names.h"
#include "interchange/Draft.h"

#include <fmt/format.h>

#include <cctype>

namespace evenstride::interchange {

static bool isDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)); }
static bool isWordChar(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-'; }

std::string usableLabel(std::string_view name) {
  std::string label;
  for (char c : name)
    if (isWordChar(c))
      label += c;
    else if (!label.empty() && label.back() != '.')
      label += c == '.' || c == '/' ? '.' : '_';
  while (!label.empty() && (label.back() == '.' || label.back() == '_'))
    label.pop_back();
  return label;
}

bool looksCounted(std::string_view label) {
  size_t end = label.size();
  while (end > 0 && isDigit(label[end - 1]))
    --end;
  return end < label.size() && layers::findLayer(label.substr(0, end));
}

std::string UniqueNames::take(std::string name) {
  if (taken.insert(name).second)
    return name;
  int64_t &copy = copies.try_emplace(name, 1).first->second;
  std::string numbered;
  do
    numbered = name + "_" + std::to_string(++copy);
  while (!taken.insert(numbered).second);
  return numbered;
}

std::string uniqueLabel(std::string label, UniqueNames &labels) {
  if (looksCounted(label) && label.find("conv") == label.npos)
    label += "_";
  return labels.take(std::move(label));
}

size_t axisOf(int64_t axis, size_t rank) {
  int64_t counted = axis < 0 ? axis + int64_t(rank) : axis;
  if (counted < 0 || counted >= int64_t(rank))
    throw Refusal{fmt::format("there is no axis {} of {}", axis, rank)};
  return size_t(counted);
}

} // namespace evenstride::interchange
