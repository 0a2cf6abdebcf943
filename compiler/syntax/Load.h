// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A file and everything that it uses, from their texts.
#pragma once

#include "ast/Program.h"
#include "diagnostics/Diagnostic.h"
#include "support/TextFiles.h"

namespace evenstride::syntax {

/// More are refused: no person wrote them.
struct ProgramLimits {
  static constexpr size_t files = 1000;
  static constexpr size_t bytes = 64u << 20; // of all files together
};

/// Parses the file, and each that it uses, once. Reports syntax errors of all of them, files that cannot be read
/// (E0225), that use each other in a circle (E0226), and that are too many (E0227). The paths of used files are those
/// on the way to them, and relative if that of the file is.
ast::Program load(std::shared_ptr<const support::SourceFile> file, const support::TextFiles &files,
                  diagnostics::Sink &sink);

/// The path that a `use` in the file `user` means.
std::string usedPath(const std::string &user, const std::string &path, const support::TextFiles &files);

} // namespace evenstride::syntax
