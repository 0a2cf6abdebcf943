// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The value of one argument, as its parameter understands it.
#pragma once

#include "ast/Ast.h"
#include "check/Scope.h"

#include <optional>

namespace evenstride::check {

/// Reads `expression` as a value of `parameter`. Reports a wrong kind or range; nothing where something was wrong.
std::optional<layers::Value> argumentValue(const layers::Parameter &parameter, const ast::Expr &expression,
                                           const Scope &scope, Reporter &reporter);

} // namespace evenstride::check
