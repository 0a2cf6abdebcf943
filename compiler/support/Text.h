// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Small helpers for texts that people read: code points, the nearest known word, counts with their noun.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace evenstride::support {

inline constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";

/// One code point at the start of a text. A byte that begins no well-formed UTF-8 sequence stands for itself: it gives
/// U+FFFD, length 1 and `wellFormed` false, so that every text can be walked to its end.
struct CodePoint {
  char32_t value = 0;
  uint32_t bytes = 1;
  bool wellFormed = true;
};
/// `text` must not be empty.
CodePoint decodeUtf8(std::string_view text);

/// How many code points `text` holds, bytes that are no UTF-8 counted as one each.
size_t codePoints(std::string_view text);

/// Byte offset of the first byte that is no UTF-8, or nothing.
std::optional<size_t> firstMalformedUtf8(std::string_view text);

/// Insertions, removals, replacements and swaps of neighbours that turn one word into the other.
size_t editDistance(std::string_view first, std::string_view second);

/// The candidate a person most likely meant by `word`: the nearest one, if it is near at all (a third of the longer
/// word's length, at least one edit). Letter case counts for nothing. Of equally near ones the first.
std::optional<std::string_view> nearestName(std::string_view word, std::span<const std::string_view> candidates);

/// The shortest text that reads back as the same number, in any locale.
std::string shortest(double number);

/// "1 row", "2 rows"; an irregular plural is given in `pluralNoun`.
std::string plural(int64_t count, std::string_view noun, std::string_view pluralNoun = {});

/// "118 M", "9.40 k", "512": three figures at least.
std::string countText(int64_t count);

/// "12.3 MiB", "512 B".
std::string bytesText(uint64_t bytes);

} // namespace evenstride::support
