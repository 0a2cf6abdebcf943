// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Integer expressions: exact, checked, silent behind an earlier error.
#pragma once

#include "ast/Ast.h"
#include "check/Scope.h"

#include <optional>

namespace evenstride::check {

/// The value of an integer expression. Nothing where an error was reported, now or earlier.
std::optional<int64_t> evaluateInteger(const ast::Expr &expression, const Scope &scope, Reporter &reporter);

/// Whether an expression reads as an integer: literals, names of integers, and arithmetic of these.
bool isInteger(const ast::Expr &expression, const Scope &scope);

/// The text of a label with its computed pieces. Nothing where an error was reported.
std::optional<std::string> evaluateLabel(const ast::Label &label, const Scope &scope, Reporter &reporter);

/// Reports a name that stands for nothing, with the nearest one that does.
void reportUnknownName(const std::string &name, support::Span span, const Scope &scope, Reporter &reporter);

} // namespace evenstride::check
