// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs the front half over a text, for tests that care about what it reports.
#pragma once

#include "check/Check.h"
#include "diagnostics/Diagnostic.h"
#include "syntax/Parser.h"

#include <memory>

namespace evenstride::test {

/// A text and what parsing and, if that went well, checking it reports, in order of position.
struct CheckedText {
  std::unique_ptr<support::SourceFile> file; // diagnostics point into it
  diagnostics::Sink sink;
};

inline CheckedText checkText(std::string name, std::string text) {
  CheckedText result{std::make_unique<support::SourceFile>(std::move(name), std::move(text)), {}};
  ast::Module module = syntax::parse(*result.file, result.sink);
  if (!result.sink.hasErrors())
    check::check(module, result.sink);
  result.sink.sortByPosition();
  return result;
}

} // namespace evenstride::test
