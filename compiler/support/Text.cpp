// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// UTF-8 by the Unicode standard's table 3-7, and the optimal string alignment distance.
#include "support/Text.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <cstdio>
#include <iterator>
#include <numeric>
#include <vector>

namespace evenstride::support {

CodePoint decodeUtf8(std::string_view text) {
  assert(!text.empty());
  constexpr CodePoint malformed{U'\uFFFD', 1, false};
  auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  unsigned char lead = byte(0);
  if (lead < 0x80)
    return {lead, 1};
  uint32_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length)
    return malformed;
  char32_t value = lead & (0x7F >> length);
  for (uint32_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80)
      return malformed;
    value = value << 6 | (byte(i) & 0x3F);
  }
  constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < least[length] || value > 0x10FFFF || surrogate)
    return malformed;
  return {value, length};
}

size_t codePoints(std::string_view text) {
  size_t count = 0;
  for (; !text.empty(); ++count)
    text.remove_prefix(decodeUtf8(text).bytes);
  return count;
}

std::optional<size_t> firstMalformedUtf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    CodePoint point = decodeUtf8(text.substr(i));
    if (!point.wellFormed)
      return i;
    i += point.bytes;
  }
  return std::nullopt;
}

size_t editDistance(std::string_view first, std::string_view second) {
  // Three rows of the table are alive at a time: a swap looks two rows back.
  std::vector<size_t> beforeLast, last(second.size() + 1), row(second.size() + 1);
  std::iota(last.begin(), last.end(), size_t(0));
  for (size_t i = 1; i <= first.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= second.size(); ++j) {
      size_t replaced = last[j - 1] + (first[i - 1] != second[j - 1]);
      row[j] = std::min({replaced, last[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && first[i - 1] == second[j - 2] && first[i - 2] == second[j - 1])
        row[j] = std::min(row[j], beforeLast[j - 2] + 1);
    }
    beforeLast = last;
    std::swap(last, row);
  }
  return last[second.size()];
}

static std::string lowerCase(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  return result;
}

std::optional<std::string_view> nearestName(std::string_view word, std::span<const std::string_view> candidates) {
  std::optional<std::string_view> nearest;
  size_t least = 0;
  std::string wanted = lowerCase(word);
  for (std::string_view candidate : candidates) {
    size_t longer = std::max(word.size(), candidate.size());
    size_t limit = std::max<size_t>(1, longer / 3);
    size_t difference = longer - std::min(word.size(), candidate.size());
    if (difference > limit)
      continue;
    size_t distance = editDistance(wanted, lowerCase(candidate));
    // Words of one or two letters are all near each other: one edit must leave something in common.
    if (distance > limit || distance >= longer || (nearest && distance >= least))
      continue;
    nearest = candidate;
    least = distance;
  }
  return nearest;
}

std::string shortest(double number) {
  std::array<char, 32> buffer;
  auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
  return {buffer.data(), end};
}

std::string plural(int64_t count, std::string_view noun, std::string_view pluralNoun) {
  std::string result = std::to_string(count) + " ";
  if (count == 1)
    return result.append(noun);
  return pluralNoun.empty() ? result.append(noun).append("s") : result.append(pluralNoun);
}

std::string countText(int64_t count) {
  static constexpr const char *units[] = {"k", "M", "G", "T", "P", "E"};
  if (count < 1000)
    return std::to_string(count);
  double value = double(count) / 1000;
  size_t unit = 0;
  for (; value >= 999.5 && unit + 1 < std::size(units); ++unit)
    value /= 1000;
  char text[32];
  std::snprintf(text, sizeof text, "%.*f %s", value < 9.995 ? 2 : value < 99.95 ? 1 : 0, value, units[unit]);
  return text;
}

std::string bytesText(uint64_t bytes) {
  static constexpr const char *units[] = {"KiB", "MiB", "GiB", "TiB"};
  if (bytes < 1024)
    return std::to_string(bytes) + " B";
  double value = double(bytes) / 1024;
  size_t unit = 0;
  for (; value >= 1024 && unit + 1 < std::size(units); ++unit)
    value /= 1024;
  char text[32];
  std::snprintf(text, sizeof text, "%.1f %s", value, units[unit]);
  return text;
}

} // namespace evenstride::support
