// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "driver/PlanChoices.h"

#include <algorithm>

namespace evenstride::driver {

constexpr const char *asModelled = "as modelled";

/// Where strips pay depends most on how much of the third level of cache is left to this network, which no measurement
/// of an idle machine tells: so the model is asked for half and for twice its share, too.
static std::vector<PlanChoice> candidates(const CompileRequest &request, const support::MachineCosts &costs) {
  if (request.strips == emit::Strips::Never)
    return {{"without strips", emit::Strips::Never, costs}};
  support::MachineCosts less = costs, more = costs;
  less.thirdLevel /= 2;
  more.thirdLevel *= 2;
  return {{"with strips for this machine", emit::Strips::WherePays, costs},
          {asModelled, emit::Strips::WherePays, {}},
          {"without strips", emit::Strips::Never, costs},
          {"with strips for less cache", emit::Strips::WherePays, less},
          {"with strips for more cache", emit::Strips::WherePays, more}};
}

std::optional<PlanChoices> planChoices(const CompileRequest &request, const support::MachineCosts &costs,
                                       diagnostics::Sink &sink) {
  PlanChoices choices;
  for (PlanChoice &plan : candidates(request, costs)) {
    CompileRequest compiled = request;
    compiled.weights = nullptr;
    compiled.stage = emit::Stage::PlanIR;
    compiled.strips = plan.strips;
    compiled.costs = plan.costs;
    auto text = compile(compiled, sink);
    if (!text)
      return std::nullopt;
    plan.text = std::get<std::string>(std::move(*text));
    auto same = std::ranges::find(choices.plans, plan.text, &PlanChoice::text);
    if (plan.name == asModelled) {
      choices.modelled = size_t(same - choices.plans.begin());
      if (same != choices.plans.end())
        same->name = asModelled;
    }
    if (same == choices.plans.end())
      choices.plans.push_back(std::move(plan));
  }
  return choices;
}

} // namespace evenstride::driver
