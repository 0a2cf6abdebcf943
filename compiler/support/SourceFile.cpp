// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Lines are found once, when a file comes in; columns are counted when somebody asks, because few places are ever
// shown.
#include "support/SourceFile.h"

#include "support/Text.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace evenstride::support {

SourceFile::SourceFile(std::string path, std::string text) : filePath(std::move(path)), contents(std::move(text)) {
  // A byte order mark is no part of the first line: columns would be off by one for something nobody can see.
  lineStarts.push_back(contents.starts_with(byteOrderMark) ? uint32_t(byteOrderMark.size()) : 0);
  for (uint32_t i = lineStarts.front(); i < contents.size(); ++i)
    if (contents[i] == '\n')
      lineStarts.push_back(i + 1);
}

LineColumn SourceFile::lineColumn(uint32_t offset) const {
  offset = std::clamp(offset, lineStarts.front(), std::max(size(), lineStarts.front()));
  auto after = std::upper_bound(lineStarts.begin(), lineStarts.end(), offset);
  uint32_t line = uint32_t(after - lineStarts.begin());
  uint32_t begin = lineBegin(line);
  return {line, uint32_t(codePoints(text().substr(begin, offset - begin))) + 1};
}

std::string_view SourceFile::line(uint32_t line) const {
  assert(line >= 1 && line <= lineCount());
  uint32_t begin = lineBegin(line);
  uint32_t end = line < lineCount() ? lineStarts[line] - 1 : size();
  if (end > begin && contents[end - 1] == '\r')
    --end;
  return text().substr(begin, end - begin);
}

Span join(Span first, Span second) {
  if (!first.valid())
    return second;
  if (!second.valid())
    return first;
  assert(first.file == second.file && "spans of two files have no common span");
  return {first.file, std::min(first.begin, second.begin), std::max(first.end, second.end)};
}

} // namespace evenstride::support
