// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Widths of characters in a table of our own, because the C library's depend on the locale of the process.
#include "diagnostics/LineLayout.h"

#include "support/Text.h"

#include <algorithm>
#include <iterator>

namespace evenstride::diagnostics {

namespace {

constexpr std::string_view replacement = "\uFFFD";
constexpr std::string_view ellipsis = "…";
constexpr size_t tabWidth = 4;
constexpr size_t longestLine = 120; // the formatter's lines have at most 100 columns
constexpr size_t leadingContext = 24;

struct Range {
  char32_t first, last;
};

constexpr bool holds(const Range *begin, const Range *end, char32_t c) {
  auto found = std::upper_bound(begin, end, c, [](char32_t value, const Range &range) { return value < range.first; });
  return found != begin && c <= std::prev(found)->last;
}

// Marks that combine with the character before them, joiners, and variation selectors.
constexpr Range zeroWidth[] = {{0x0300, 0x036F}, {0x0483, 0x0489},   {0x0591, 0x05BD},  {0x0610, 0x061A},
                               {0x064B, 0x065F}, {0x0900, 0x0902},   {0x0E34, 0x0E3A},  {0x0E47, 0x0E4E},
                               {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},   {0x200B, 0x200D},  {0x20D0, 0x20FF},
                               {0x2060, 0x2064}, {0x3099, 0x309A},   {0xFE00, 0xFE0F},  {0xFE20, 0xFE2F},
                               {0xFEFF, 0xFEFF}, {0x1F3FB, 0x1F3FF}, {0xE0100, 0xE01EF}};

// East Asian wide and full-width characters, and emoji.
constexpr Range doubleWidth[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x23E9, 0x23EC},   {0x25FD, 0x25FE},   {0x2614, 0x2615},
    {0x2648, 0x2653},   {0x26A1, 0x26A1},   {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},
    {0x26CE, 0x26CE},   {0x26D4, 0x26D4},   {0x26EA, 0x26EA},   {0x26F2, 0x26F5},   {0x26FA, 0x26FD},
    {0x2705, 0x2705},   {0x270A, 0x270B},   {0x2728, 0x2728},   {0x274C, 0x274E},   {0x2753, 0x2757},
    {0x2795, 0x2797},   {0x27B0, 0x27BF},   {0x2B1B, 0x2B1C},   {0x2B50, 0x2B55},   {0x2E80, 0x303E},
    {0x3041, 0x3247},   {0x3250, 0x4DBF},   {0x4E00, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},   {0x16FE0, 0x18DFF},
    {0x1B000, 0x1B2FF}, {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F19A}, {0x1F200, 0x1F265},
    {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F7E0, 0x1F7EB}, {0x1F90C, 0x1F9FF}, {0x1FA70, 0x1FAFF},
    {0x20000, 0x3FFFD}};

// Controls, and the characters that make text read in another order than it is stored in.
bool isUnprintable(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

uint32_t characterWidth(char32_t c) {
  if (holds(std::begin(zeroWidth), std::end(zeroWidth), c))
    return 0;
  return holds(std::begin(doubleWidth), std::end(doubleWidth), c) ? 2 : 1;
}

/// One character as it is shown: itself, or the replacement character.
struct Shown {
  std::string_view text;
  uint32_t bytes, width;
};
Shown nextCharacter(std::string_view text) {
  support::CodePoint point = support::decodeUtf8(text);
  if (!point.wellFormed || isUnprintable(point.value))
    return {replacement, point.bytes, 1};
  return {text.substr(0, point.bytes), point.bytes, characterWidth(point.value)};
}

} // namespace

std::string printable(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    Shown shown = nextCharacter(text);
    result += shown.text;
    text.remove_prefix(shown.bytes);
  }
  return result;
}

size_t displayWidth(std::string_view text) {
  size_t width = 0;
  while (!text.empty()) {
    Shown shown = nextCharacter(text);
    width += shown.width;
    text.remove_prefix(shown.bytes);
  }
  return width;
}

LineLayout::LineLayout(std::string_view line) {
  for (uint32_t byte = 0; byte < line.size();) {
    uint32_t column = uint32_t(total);
    if (line[byte] == '\t') {
      cells.push_back({byte, column, uint32_t(tabWidth - total % tabWidth), {}});
      ++byte;
    } else {
      Shown shown = nextCharacter(line.substr(byte));
      cells.push_back({byte, column, shown.width, shown.text});
      byte += shown.bytes;
    }
    total += cells.back().width;
  }
}

size_t LineLayout::column(size_t offset) const {
  auto after = std::ranges::upper_bound(cells, offset, {}, &Cell::byte);
  if (after == cells.begin())
    return 0;
  const Cell &cell = *std::prev(after);
  size_t bytes = cell.text.empty() || cell.text == replacement ? 1 : cell.text.size();
  bool isLast = after == cells.end();
  return isLast && offset >= cell.byte + bytes ? total : cell.column;
}

ColumnWindow LineLayout::window(size_t first, size_t last) const {
  if (total <= longestLine)
    return {0, total};
  size_t begin = first > leadingContext ? first - leadingContext : 0;
  // Room for `last`, but never at the price of `first`.
  if (last >= begin + longestLine)
    begin = std::min(first > 1 ? first - 1 : 0, last + 1 - longestLine);
  begin = std::min(begin, total - longestLine);
  return {begin, begin + longestLine};
}

std::string LineLayout::show(ColumnWindow window) const {
  bool cutLeft = window.begin > 0, cutRight = window.end < total;
  size_t from = window.begin + cutLeft, to = window.end - cutRight;
  std::string result(cutLeft ? ellipsis : "");
  size_t column = from;
  auto first = std::ranges::lower_bound(cells, from, {}, &Cell::column);
  for (auto cell = first; cell != cells.end() && cell->column + cell->width <= to; ++cell) {
    result.append(cell->column - column, ' '); // half of a wide character that was cut
    if (cell->text.empty())
      result.append(cell->width, ' ');
    else
      result += cell->text;
    column = cell->column + cell->width;
  }
  if (cutRight)
    return result.append(to - column, ' ').append(ellipsis);
  result.erase(result.find_last_not_of(' ') + 1);
  return result;
}

} // namespace evenstride::diagnostics
