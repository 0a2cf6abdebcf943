// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Code points one by one, and the shortest decimals.
#include "interchange/Texts.h"

#include "support/Text.h"

#include <array>
#include <charconv>
#include <cmath>

namespace evenstride::interchange {

std::string printable(std::string_view text) {
  constexpr size_t longest = 200; // code points
  std::string result;
  for (size_t count = 0; !text.empty(); ++count) {
    if (count == longest)
      return result + "…";
    support::CodePoint point = support::decodeUtf8(text);
    bool isPlain = point.wellFormed && point.value >= 0x20 && (point.value < 0x7F || point.value > 0x9F);
    result += isPlain ? text.substr(0, point.bytes) : "?";
    text.remove_prefix(point.bytes);
  }
  return result;
}

double shortNumber(double value) {
  if (!std::isfinite(value))
    return value;
  std::array<char, 32> text;
  auto written = std::to_chars(text.data(), text.data() + text.size(), float(value));
  double result = value;
  std::from_chars(text.data(), written.ptr, result);
  return result;
}

} // namespace evenstride::interchange
