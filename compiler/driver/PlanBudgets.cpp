// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From the back half's report to the layers in the text.
#include "driver/PlanBudgets.h"

#include "check/Budgets.h"
#include "support/Text.h"

#include <fmt/format.h>

#include <algorithm>

namespace evenstride::driver {

using check::Share;

/// The text of a layer; none for an input or a copy.
static support::Span spanOf(const check::Graph &graph, const std::string &path) {
  auto found = std::ranges::find(graph.nodes, path, &check::Node::path);
  return found == graph.nodes.end() ? support::Span() : found->span;
}

static std::vector<Share> weightShares(const check::Graph &graph, const emit::PlanReport &plan) {
  std::vector<Share> shares;
  for (const emit::GroupReport &group : plan.groups)
    shares.push_back(
        {group.name, group.weightBytes, group.layers.empty() ? support::Span() : spanOf(graph, group.layers.front())});
  return shares;
}

static void checkArena(const check::Graph &graph, const check::Budget &budget, const emit::PlanReport &plan,
                       diagnostics::Sink &sink) {
  std::vector<Share> shares;
  int64_t alive = 0;
  for (const emit::ArenaTensor &tensor : plan.peak.alive) {
    shares.push_back({tensor.layer, tensor.bytes, spanOf(graph, tensor.layer)});
    alive += tensor.bytes;
  }
  auto diagnostic = check::overBudget(graph, budget, plan.arenaBytes, std::move(shares));
  if (!diagnostic)
    return;
  diagnostic->notes.push_back(fmt::format("most of it is in use while `{}` runs: {} in the results of {}",
                                          plan.peak.group, support::bytesText(uint64_t(alive)),
                                          support::plural(int64_t(plan.peak.alive.size()), "layer")));
  sink.report(std::move(*diagnostic));
}

static void checkBudgets(const check::Graph &graph, const emit::PlanReport &plan, diagnostics::Sink &sink) {
  for (const check::Budget &budget : graph.budgets)
    if (budget.figure == check::Figure::Arena)
      checkArena(graph, budget, plan, sink);
    else if (budget.figure == check::Figure::Weights)
      if (auto diagnostic = check::overBudget(graph, budget, plan.weightBytes, weightShares(graph, plan)))
        sink.report(std::move(*diagnostic));
}

void checkPlanBudgets(const check::Graph &graph, const emit::LibraryFiles &library, diagnostics::Sink &sink) {
  for (const emit::PlanReport &plan : library.plans) {
    diagnostics::Sink own;
    checkBudgets(graph, plan, own);
    for (diagnostics::Diagnostic diagnostic : own.all()) {
      if (library.plans.size() > 1)
        diagnostic.notes.push_back(fmt::format("this is the figure for the target `{}`", plan.target->name));
      sink.report(std::move(diagnostic));
    }
  }
}

} // namespace evenstride::driver
