// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The pages of explain/, which EmbedPages.cmake turns into a table.
#include "diagnostics/Render.h"

#include <utility>

namespace evenstride::diagnostics {

namespace {

constexpr std::pair<std::string_view, std::string_view> pages[] = {
#include "ExplainPages.inc"
};

} // namespace

std::optional<std::string_view> explainPage(std::string_view code) {
  std::optional<Code> known = findCode(code);
  if (!known)
    return std::nullopt;
  for (const auto &[page, text] : pages)
    if (page == name(*known))
      return text;
  return std::nullopt;
}

} // namespace evenstride::diagnostics
