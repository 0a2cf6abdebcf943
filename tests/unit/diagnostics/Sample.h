// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Spans by the text they cover, so that tests of diagnostics need not count bytes.
#pragma once

#include "diagnostics/Diagnostic.h"

#include <doctest/doctest.h>

namespace evenstride::diagnostics::test {

/// The `occurrence`-th (from 0) place of `text` in the file.
inline support::Span spanOf(const support::SourceFile &file, std::string_view text, int occurrence = 0) {
  size_t begin = file.text().find(text);
  for (; occurrence > 0; --occurrence)
    begin = file.text().find(text, begin + 1);
  REQUIRE(begin != std::string_view::npos);
  return {&file, uint32_t(begin), uint32_t(begin + text.size())};
}

/// The empty span right behind `text`.
inline support::Span behind(const support::SourceFile &file, std::string_view text) {
  support::Span span = spanOf(file, text);
  return {&file, span.end, span.end};
}

inline Diagnostic error(std::string message, Label primary) {
  Diagnostic diagnostic;
  diagnostic.code = Code::E0301;
  diagnostic.message = std::move(message);
  diagnostic.primary = std::move(primary);
  return diagnostic;
}

} // namespace evenstride::diagnostics::test
