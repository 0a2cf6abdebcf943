// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Code blocks of Markdown pages, so that what a page says can be run.
#pragma once

#include "support/TestTexts.h"

#include <string>
#include <string_view>
#include <vector>

namespace evenstride::test {

/// A fenced block: the words behind the opening fence, and the lines between the fences.
struct CodeBlock {
  std::string language;
  std::string text;
  std::string file; // the second word: what other blocks of the page call this one
};

inline std::vector<CodeBlock> codeBlocks(std::string_view page) {
  std::vector<CodeBlock> blocks;
  bool inside = false;
  while (!page.empty()) {
    size_t end = page.find('\n');
    std::string_view line = page.substr(0, end);
    page.remove_prefix(end == std::string_view::npos ? page.size() : end + 1);
    if (line.starts_with("```")) {
      inside = !inside;
      size_t blank = line.find(' ');
      if (inside)
        blocks.push_back({std::string(line.substr(3, blank - 3)), "",
                          blank == std::string_view::npos ? "" : std::string(line.substr(blank + 1))});
    } else if (inside) {
      blocks.back().text.append(line).append("\n");
    }
  }
  return blocks;
}

/// The blocks that have names.
inline TestTexts filesOf(const std::vector<CodeBlock> &blocks) {
  TestTexts files;
  for (const CodeBlock &block : blocks)
    if (!block.file.empty())
      files.texts[block.file] = block.text;
  return files;
}

} // namespace evenstride::test
