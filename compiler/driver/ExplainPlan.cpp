// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Groups, the kernels that compute them, and memory.
#include "driver/ExplainPlan.h"
#include "driver/Compile.h"
#include "driver/GroupReports.h"
#include "explain/Words.h"
#include "support/Text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace evenstride::driver {

std::optional<emit::LibraryFiles> planOf(const NetworkOptions &options, const check::Graph &graph,
                                         diagnostics::Sink &sink) {
  NetworkOptions madeUp = options;
  madeUp.randomWeights = 1;
  CompileRequest request;
  request.graph = &graph;
  request.targets = chooseTargets(options.targets, sink);
  auto weights = Weights::find(madeUp, graph, WithoutWeights::MakeUp, sink);
  if (request.targets.empty() || !weights)
    return std::nullopt;
  request.weights = &*weights;
  auto compiled = compile(request, sink);
  if (!compiled)
    return std::nullopt;
  return std::get<emit::LibraryFiles>(std::move(*compiled));
}

/// Where a group's result lies: "arena + 4096", "output 0".
static std::string placeText(const emit::GroupReport &group) {
  if (group.resultOutput < 0)
    return fmt::format("arena + {}", group.resultOffset);
  return group.resultOutputOffset ? fmt::format("output {} + {}", group.resultOutput, group.resultOutputOffset)
                                  : fmt::format("output {}", group.resultOutput);
}

std::string planText(const emit::LibraryFiles &library) {
  const emit::PlanReport &plan = library.plans.front();
  size_t name = 5, schedule = 8;
  for (const emit::GroupReport &group : plan.groups) {
    name = std::max(name, support::codePoints(group.name));
    schedule = std::max(schedule, group.schedule.size());
  }
  std::string text =
      fmt::format("\n{:{}}  {:16}  {:{}}  {:>7}  result\n", "group", name, "family", "schedule", schedule, "MACs");
  for (const emit::GroupReport &group : plan.groups)
    text += fmt::format("{:{}}  {:16}  {:{}}  {:>7}  {}{} in blocks of {}, {}\n", group.name, name, group.family,
                        group.schedule, schedule, group.macs ? explain::countText(group.macs) : "",
                        group.strips ? fmt::format("{} x ", group.strips) : "", explain::shapeText(group.resultShape),
                        group.resultBlock, placeText(group));
  for (const emit::StripsReport &strips : plan.strips)
    text += fmt::format("\n{} to {} run in {} strips: {}\n", strips.first, strips.last, strips.count, strips.because);
  return text +
         fmt::format("\n{}, {}, arena {}, packed weights {}\n", support::plural(int64_t(plan.groups.size()), "group"),
                     support::plural(library.kernelsCompiled + library.kernelsFromCache, "kernel"),
                     support::bytesText(uint64_t(plan.arenaBytes)), support::bytesText(uint64_t(library.weightBytes)));
}

std::string planJson(const emit::LibraryFiles &library) {
  nlohmann::ordered_json plan = {{"arena_bytes", library.plans.front().arenaBytes},
                                 {"weight_bytes", library.weightBytes},
                                 {"kernels", library.kernelsCompiled + library.kernelsFromCache}};
  plan["strips"] = nlohmann::ordered_json::array();
  for (const emit::StripsReport &strips : library.plans.front().strips)
    plan["strips"].push_back(
        {{"first", strips.first}, {"last", strips.last}, {"count", strips.count}, {"because", strips.because}});
  plan["groups"] = nlohmann::ordered_json::parse(writeGroupReports(library.plans.front().groups));
  return plan.dump();
}

} // namespace evenstride::driver
