// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Building of diagnostics of syntax.
#include "syntax/Report.h"

#include "support/Text.h"

namespace evenstride::syntax {

using namespace diagnostics;

Diagnostic fault(Code code, std::string message, Label primary) {
  Diagnostic result;
  result.code = code;
  result.message = std::move(message);
  result.primary = std::move(primary);
  return result;
}

Fix spellingFix(std::string description, support::Span span, std::string text) {
  return {std::nullopt, std::move(description), {{span, std::move(text)}}};
}

std::string quoted(std::string_view text) {
  constexpr size_t longest = 32;
  std::string result = "`";
  size_t count = 0;
  while (!text.empty() && text.front() != '\n' && count < longest) {
    const uint32_t bytes = support::decodeUtf8(text).bytes;
    result += text.substr(0, bytes);
    text.remove_prefix(bytes);
    ++count;
  }
  return result + (text.empty() ? "`" : "…`");
}

} // namespace evenstride::syntax
