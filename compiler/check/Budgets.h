// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `require`: figures of a network that have a limit, and what is said of one that passes it.
#pragma once

#include "ast/Ast.h"
#include "check/Graph.h"
#include "check/Reporter.h"
#include "check/Scope.h"

#include <optional>
#include <vector>

namespace evenstride::check {

/// Reads the budgets of a network's body into its graph. `scope` has the integers of the body.
void readBudgets(const ast::Network &network, const Scope &scope, Graph &graph, Reporter &reporter);

/// Reports the budgets on `macs` and `params` that the network passes. Those on `arena` and `weights` wait for the back
/// half.
void checkBudgets(const Graph &graph, Reporter &reporter);

/// What a part of a network takes: a layer, or several that are computed as one.
struct Share {
  std::string name; // "conv1"
  int64_t amount = 0;
  support::Span span;
};

/// The diagnostic on a budget that `amount` passes, or nothing if it does not. The shares are those of the layers, in
/// any order.
std::optional<diagnostics::Diagnostic> overBudget(const Graph &graph, const Budget &budget, int64_t amount,
                                                  std::vector<Share> shares);

/// "861 M", or "17.2 MiB", as the figure is counted.
std::string amountText(Figure figure, int64_t amount);

} // namespace evenstride::check
