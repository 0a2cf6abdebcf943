// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Random networks as text with the sizes of the input left open, and what the check says of them at given sizes: the
// plain way to find out what the solver and the proof must say.
#pragma once

#include "ast/Program.h"
#include "check/Examine.h"
#include "support/SourceFile.h"

#include <memory>
#include <random>
#include <string>

namespace evenstride {

enum class Roundings { None, Some };

/// The body of a network whose input is `x` of 4 channels.
std::string randomBody(std::mt19937 &random, Roundings roundings);

/// A program with what examining it gave; the flows point into it.
struct Examined {
  std::unique_ptr<support::SourceFile> file;
  ast::Program program;
  check::Examination found;

  const check::Flow &flow() const { return *found.flows.front(); }
  bool hasErrors() const;
  const diagnostics::Diagnostic *find(diagnostics::Code code) const;
};
Examined examineText(std::string text);

/// Whether `body` checks with an input of so many rows and columns.
bool accepts(const std::string &body, int64_t rows, int64_t columns);

} // namespace evenstride
