// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sizes with a name: their ranges behind `where`, and expressions with them in types and in `expect`.
#pragma once

#include "ast/Program.h"
#include "check/Declarations.h"
#include "check/Scope.h"

#include <optional>

namespace evenstride::check {

using ast::SizeValues;

/// The range of a size with its value: the given one, else the first of the range. Nothing where an error was reported.
std::optional<VariableSize> rangeOf(const ast::SizeRange &range, const SizeValues &values, const Scope &scope,
                                    Reporter &reporter);

/// Reports values for names that no network gives to a size.
void reportUnknownSizes(const ast::Program &program, const Declarations &declarations, Reporter &reporter);

/// An expression in a place where named sizes may stand: its value now, and its extent in the program.
struct SizeExpression {
  int64_t value = 0;
  ExtentId extent = unknownExtent; // unknown where it is a plain number
};
/// Nothing where an error was reported, now or earlier.
std::optional<SizeExpression> evaluateSize(const ast::Expr &expression, Axis axis, const Scope &scope,
                                           SizeProgram &program, Reporter &reporter);

} // namespace evenstride::check
