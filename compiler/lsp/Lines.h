// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Places in a text as the protocol counts them: lines from 0, columns from 0 in units that the client chose. The only
// place that converts.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace evenstride::lsp {

/// What a column counts.
enum class Encoding { Utf8, Utf16, Utf32 };

struct Position {
  uint32_t line = 0, character = 0;
  auto operator<=>(const Position &) const = default;
};

struct Range {
  Position start, end;
};

/// The lines of a text that stays where it is. As the protocol says, lines end in LF, CR LF, or CR.
class Lines {
public:
  Lines(std::string_view text, Encoding encoding);

  Position position(uint32_t offset) const;
  Range range(uint32_t begin, uint32_t end) const { return {position(begin), position(end)}; }
  /// A column beyond its line means the line's end, a line beyond the text the text's end, and the middle of a
  /// character its beginning.
  uint32_t offset(Position position) const;

  uint32_t count() const { return uint32_t(starts.size()); }
  uint32_t begin(uint32_t line) const { return starts[line]; }
  /// Where the text of a line ends, its line break not counted.
  uint32_t end(uint32_t line) const;

private:
  std::string_view text;
  Encoding encoding;
  std::vector<uint32_t> starts;
};

/// How many units of `encoding` a text has.
uint32_t units(std::string_view text, Encoding encoding);

} // namespace evenstride::lsp
