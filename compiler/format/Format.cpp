// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reading, writing, and the line ends of the file.
#include "format/Format.h"

#include "format/Setter.h"
#include "format/Writer.h"
#include "support/Text.h"
#include "syntax/Parser.h"

#include <algorithm>
#include <cassert>

namespace evenstride::format {
namespace {

/// Whether most lines end in CR LF.
bool hasCarriageReturns(std::string_view text) {
  const auto lines = std::ranges::count(text, '\n'), returns = std::ranges::count(text, '\r');
  return returns * 2 > lines;
}

std::string withCarriageReturns(std::string_view text) {
  std::string result;
  for (char c : text)
    result += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return result;
}

[[maybe_unused]] bool hasSameWords(const support::SourceFile &before, const std::string &after) {
  const support::SourceFile written("", after);
  const syntax::Scan a = syntax::scan(before, 1), b = syntax::scan(written, 1);
  const auto text = [](const support::SourceFile &file, const syntax::Token &token) {
    return file.text().substr(token.begin, token.end - token.begin);
  };
  return std::ranges::equal(a.tokens, b.tokens, [&](const syntax::Token &x, const syntax::Token &y) {
    return x.kind == y.kind && text(before, x) == text(written, y);
  });
}

} // namespace

std::optional<std::string> format(const support::SourceFile &file, diagnostics::Sink &sink) {
  const size_t errors = sink.errorCount();
  syntax::parse(file, sink);
  if (sink.errorCount() != errors)
    return std::nullopt;
  const syntax::Scan scan = syntax::scan(file, 1);
  std::string result = setLines(writeDraft(file, scan));
  if (hasCarriageReturns(file.text()))
    result = withCarriageReturns(result);
  if (file.text().starts_with(support::byteOrderMark))
    result.insert(0, support::byteOrderMark);
  assert(hasSameWords(file, result));
  return result;
}

} // namespace evenstride::format
