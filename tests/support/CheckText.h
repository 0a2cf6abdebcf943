// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs the front half over a text, for tests that care about what it reports.
#pragma once

#include "check/Check.h"
#include "diagnostics/Diagnostic.h"
#include "support/TestTexts.h"
#include "syntax/Load.h"

#include <memory>

namespace evenstride::test {

/// A text and what parsing and, if that went well, checking it reports, in order of position.
struct CheckedText {
  std::shared_ptr<const support::SourceFile> file;
  ast::Program program; // diagnostics point into its texts
  diagnostics::Sink sink;
};

inline CheckedText checkText(std::string name, std::string text, const support::TextFiles &others = TestTexts()) {
  CheckedText result{std::make_shared<const support::SourceFile>(std::move(name), std::move(text)), {}, {}};
  result.program = syntax::load(result.file, others, result.sink);
  if (result.program.root().understood)
    check::check(result.program, result.sink);
  result.sink.sortByPosition();
  return result;
}

} // namespace evenstride::test
