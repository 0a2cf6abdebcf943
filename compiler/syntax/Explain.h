// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From the place where the grammar got stuck to what a person is told, and how to go on as if it were mended.
#pragma once

#include "syntax/Build.h"
#include "syntax/Expectation.h"

#include "diagnostics/Diagnostic.h"

#include <optional>
#include <span>
#include <vector>

namespace evenstride::syntax {

/// Replaces `count` tokens from `token` on by `with`.
struct Repair {
  size_t token = 0;
  size_t count = 0;
  std::vector<Token> with;
};

struct Finding {
  diagnostics::Diagnostic diagnostic;
  std::optional<Repair> repair; // where it is clear what was meant, so that the rest can be read for further errors
};

/// What was being read: tokens [from, …), and where the reading got stuck.
struct Stuck {
  const Builder &builder;
  std::span<const Token> tokens; // of the whole file, the last one is Kind::End
  size_t from;
  Failure failure;
};

Finding explain(const Stuck &stuck);

/// "`conv`", "the end of the file"
std::string describeFound(const Builder &builder, const Token &token);

} // namespace evenstride::syntax
