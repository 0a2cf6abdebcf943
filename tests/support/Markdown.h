// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Code blocks of Markdown pages, so that what a page says can be run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace evenstride::test {

/// A fenced block: the word behind the opening fence, and the lines between the fences.
struct CodeBlock {
  std::string language;
  std::string text;
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
      if (inside)
        blocks.push_back({std::string(line.substr(3)), ""});
    } else if (inside) {
      blocks.back().text.append(line).append("\n");
    }
  }
  return blocks;
}

} // namespace evenstride::test
