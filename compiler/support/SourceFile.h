// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Source text and places in it. The only place that turns byte offsets into lines and columns.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace evenstride::support {

/// A place as a person counts it: line and column from 1, columns in Unicode code points.
struct LineColumn {
  uint32_t line = 1;
  uint32_t column = 1;
};

/// One text file, kept whole in memory. Spans point into it, so it must outlive them and never move.
class SourceFile {
public:
  SourceFile(std::string path, std::string text);
  SourceFile(const SourceFile &) = delete;
  SourceFile &operator=(const SourceFile &) = delete;

  const std::string &path() const { return filePath; }
  std::string_view text() const { return contents; }
  uint32_t size() const { return static_cast<uint32_t>(contents.size()); }

  LineColumn lineColumn(uint32_t offset) const;
  uint32_t lineCount() const { return static_cast<uint32_t>(lineStarts.size()); }
  /// Text of line `line` (from 1) without its line break (LF or CRLF) and without a byte order mark.
  std::string_view line(uint32_t line) const;
  /// Byte offset at which line `line` (from 1) begins; that of line 1 lies behind a byte order mark.
  uint32_t lineBegin(uint32_t line) const { return lineStarts[line - 1]; }

private:
  std::string filePath;
  std::string contents;
  std::vector<uint32_t> lineStarts;
};

/// Bytes [begin, end) of a file. A default span belongs to no file (a network that was imported).
struct Span {
  const SourceFile *file = nullptr;
  uint32_t begin = 0;
  uint32_t end = 0;

  bool valid() const { return file != nullptr; }
  std::string_view text() const { return valid() ? file->text().substr(begin, end - begin) : std::string_view(); }
};

/// The smallest span that holds both; they must be of one file, or one of them invalid (the other is the result).
Span join(Span first, Span second);

} // namespace evenstride::support
