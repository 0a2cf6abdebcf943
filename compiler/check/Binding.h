// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Arguments of a call against the parameter table of its layer: every error about them is found here, alike for all.
#pragma once

#include "ast/Ast.h"
#include "check/Scope.h"

#include <map>
#include <optional>
#include <span>

namespace evenstride::check {

/// The arguments of a call without its tensors.
struct BoundCall {
  layers::Arguments arguments;                                  // "pad" may be the word `same`; "round" is there
  std::map<std::string_view, const ast::Argument *> given = {}; // by parameter: those that were written

  /// Where to point when `parameter` is at fault: its argument, or the word of the layer where that is a default.
  support::Span spanOf(std::string_view parameter, const ast::Call &call) const;
};

/// Binds `arguments` of `call`. Reports everything that is wrong with them; nothing where something was.
std::optional<BoundCall> bindArguments(const layers::LayerKind &kind, const ast::Call &call,
                                       std::span<const ast::Argument> arguments, const Scope &scope,
                                       Reporter &reporter);

} // namespace evenstride::check
