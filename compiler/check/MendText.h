// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The texts of a program after the fixes of one tag: what `evenstride fix --apply` writes.
#pragma once

#include "ast/Program.h"
#include "diagnostics/Diagnostic.h"

namespace evenstride::check {

/// A program with fixes applied, and how many they were. Files without any are those of the program before.
struct MendedProgram {
  ast::Program program;
  size_t fixes = 0;
};

/// Applies to the texts of a program the first fix of this tag of each diagnostic, and does so again until no
/// diagnostic offers one: applying it to the result changes nothing. Every step leaves fewer diagnostics and no new
/// ones.
MendedProgram mend(ast::Program program, diagnostics::FixTag tag);

} // namespace evenstride::check
