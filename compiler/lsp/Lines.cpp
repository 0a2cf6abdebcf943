// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Line starts are found once per text; columns are counted along one line when somebody asks.
#include "lsp/Lines.h"

#include "support/Text.h"

#include <algorithm>

namespace evenstride::lsp {

static uint32_t unitsOf(const support::CodePoint &point, Encoding encoding) {
  switch (encoding) {
  case Encoding::Utf8:
    return point.bytes;
  case Encoding::Utf16:
    return point.value > 0xFFFF ? 2 : 1;
  case Encoding::Utf32:
    return 1;
  }
  return 1;
}

uint32_t units(std::string_view text, Encoding encoding) {
  uint32_t count = 0;
  while (!text.empty()) {
    support::CodePoint point = support::decodeUtf8(text);
    count += unitsOf(point, encoding);
    text.remove_prefix(point.bytes);
  }
  return count;
}

Lines::Lines(std::string_view text, Encoding encoding) : text(text), encoding(encoding), starts{0} {
  for (size_t i = text.find_first_of("\r\n"); i != std::string_view::npos; i = text.find_first_of("\r\n", i)) {
    i += text.substr(i, 2) == "\r\n" ? 2 : 1;
    starts.push_back(uint32_t(i));
  }
}

uint32_t Lines::end(uint32_t line) const {
  if (line + 1 >= count())
    return uint32_t(text.size());
  uint32_t next = starts[line + 1];
  bool isPair = next - starts[line] >= 2 && text.substr(next - 2, 2) == "\r\n";
  return next - (isPair ? 2 : 1);
}

Position Lines::position(uint32_t offset) const {
  offset = std::min(offset, uint32_t(text.size()));
  auto line = uint32_t(std::ranges::upper_bound(starts, offset) - starts.begin()) - 1;
  uint32_t column = std::min(offset, end(line)); // not within a line break
  return {line, units(text.substr(starts[line], column - starts[line]), encoding)};
}

uint32_t Lines::offset(Position position) const {
  if (position.line >= count())
    return uint32_t(text.size());
  uint32_t at = begin(position.line), last = end(position.line);
  for (uint32_t left = position.character; at < last;) {
    support::CodePoint point = support::decodeUtf8(text.substr(at, last - at));
    uint32_t width = unitsOf(point, encoding);
    if (width > left)
      break;
    left -= width;
    at += point.bytes;
  }
  return at;
}

} // namespace evenstride::lsp
