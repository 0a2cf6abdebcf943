// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The machine is measured, then the kernels, then the plans. For kernels the whole network is compiled once per way:
// the n-th of these has the n-th alternative of every kernel that is to be measured. They take turns, so that a noisy
// neighbour hits all alike, and kernels see the caches as they will later. So do the plans with the best ways.
#include "driver/Tune.h"

#include "driver/Findings.h"
#include "driver/MeasureCosts.h"
#include "driver/PlanChoices.h"
#include "driver/Race.h"
#include "support/Text.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace evenstride::driver {

namespace {

using Clock = std::chrono::steady_clock;

/// A kernel with its times: as modelled, then in each other way; of all its groups together.
struct Candidate {
  std::vector<std::string> alternatives;
  std::vector<LeastTimes> times = std::vector<LeastTimes>(alternatives.size() + 1);

  /// 0: as modelled.
  size_t fastest() const {
    size_t best = 0;
    for (size_t way = 1; way < times.size(); ++way)
      if (times[way].beats(times[0]) && times[way].least() < times[best].least())
        best = way;
    return best;
  }
};
using Candidates = std::map<std::string, Candidate>; // by kernel

class Tuner {
public:
  Tuner(Session &session, CompileRequest instrumented, int threads, diagnostics::Sink &sink)
      : session(session), request(std::move(instrumented)), threads(threads), sink(sink),
        known(Cache(Cache::defaultRoot()), threads) {
    request.instrument = true;
  }

  /// What was found for one of the request's targets is added to `result`; false after an error. Plans are compared
  /// where there is one target: strips are formed by the same costs for all.
  bool tune(const support::Target *target, CompileRequest &result);
  void say(double seconds) const;

private:
  support::MachineCosts costsOf(const support::Target &target) const;
  bool addWays();
  std::optional<size_t> choosePlan(const PlanChoices &choices);
  std::optional<size_t> racePlans(const PlanChoices &choices);
  Candidates unknown(const CompiledNetwork &network);
  bool addContestants(Race &race, const Candidates &candidates);
  void keepFastest(const Candidates &candidates);

  Session &session;
  CompileRequest request;
  int threads;
  diagnostics::Sink &sink;
  Findings known;
  emit::Ways ways;
  size_t measured = 0, changed = 0;
  double before = 0, after = 0; // milliseconds of the measured kernels
  std::string ofPlans;          // what came of them
};

support::MachineCosts Tuner::costsOf(const support::Target &target) const {
  const std::string subject = fmt::format("the machine, {}", target.name);
  auto kept = known.find(subject);
  if (auto costs = kept ? costsFromJson(*kept) : std::nullopt)
    return *costs;
  const support::MachineCosts costs = measureCosts(target);
  known.keep(subject, toJson(costs));
  return costs;
}

/// The kernels that have alternatives and were never measured; the others' ways are taken.
Candidates Tuner::unknown(const CompiledNetwork &network) {
  Candidates candidates;
  for (const emit::GroupReport &group : network.groups) {
    if (group.alternatives.empty())
      continue;
    auto way = known.find(group.kernel);
    if (!way)
      candidates.try_emplace(group.kernel, Candidate{group.alternatives});
    else if (*way != group.kernel) // the model's own needs no word
      ways.insert_or_assign(group.kernel, *way);
  }
  return candidates;
}

/// A network for every way but the model's.
bool Tuner::addContestants(Race &race, const Candidates &candidates) {
  size_t most = 0;
  for (const auto &[kernel, candidate] : candidates)
    most = std::max(most, candidate.alternatives.size());
  for (size_t way = 0; way < most; ++way) {
    CompileRequest compile = request;
    compile.progressTitle = fmt::format("way {} of {}: ", way + 1, most);
    for (const auto &[kernel, candidate] : candidates)
      if (way < candidate.alternatives.size())
        compile.ways[kernel] = candidate.alternatives[way];
    auto compiled = compileOnce(compile, sink);
    if (!compiled || !race.add(std::move(*compiled), sink))
      return false;
  }
  return true;
}

void credit(Candidates &candidates, const Race &race) {
  for (size_t way = 0; way < race.size(); ++way) {
    const std::vector<emit::GroupReport> &groups = race.network(way).groups;
    for (size_t group = 0; group < groups.size(); ++group) {
      auto candidate = candidates.find(groups[group].kernel);
      if (candidate != candidates.end() && way < candidate->second.times.size())
        candidate->second.times[way].add(race.ofGroup(way, group));
    }
  }
}

/// What -v shows of a kernel: its time in every way.
void show(const std::string &kernel, const Candidate &candidate) {
  fmt::print(stderr, "{:9.4f} ms  {}\n", candidate.times[0].least(), kernel);
  for (size_t way = 0; way < candidate.alternatives.size(); ++way)
    fmt::print(stderr, "{:9.4f} ms   {} {}\n", candidate.times[way + 1].least(),
               way + 1 == candidate.fastest() ? '*' : ' ', candidate.alternatives[way]);
}

void Tuner::keepFastest(const Candidates &candidates) {
  for (const auto &[kernel, candidate] : candidates) {
    const size_t best = candidate.fastest();
    if (request.verbose)
      show(kernel, candidate);
    known.keep(kernel, best == 0 ? kernel : candidate.alternatives[best - 1]);
    if (best > 0)
      ways.insert_or_assign(kernel, candidate.alternatives[best - 1]);
    changed += best > 0;
    before += candidate.times[0].least();
    after += candidate.times[best].least();
  }
  measured += candidates.size();
}

/// The ways of the kernels of the plan that the request asks for.
bool Tuner::addWays() {
  request.ways.clear();
  auto modelled = obtainNetwork(session.model, request, sink);
  if (!modelled)
    return false;
  Candidates candidates = unknown(*modelled);
  if (candidates.empty())
    return true;
  Race race(*session.graph, threads);
  if (!race.add(std::move(*modelled), sink) || !addContestants(race, candidates))
    return false;
  race.run(fmt::format("measuring {}", support::plural(int64_t(candidates.size()), "kernel")));
  credit(candidates, race);
  keepFastest(candidates);
  return true;
}

/// The fastest of several, with the ways of their kernels.
std::optional<size_t> Tuner::racePlans(const PlanChoices &choices) {
  Race race(*session.graph, threads);
  request.ways = ways;
  for (const PlanChoice &plan : choices.plans) {
    request.strips = plan.strips;
    request.costs = plan.costs;
    auto compiled = compileOnce(request, sink);
    if (!compiled || !race.add(std::move(*compiled), sink))
      return std::nullopt;
  }
  race.run(fmt::format("measuring {} plans", race.size()));
  const LeastTimes modelled = race.ofRun(choices.modelled);
  size_t best = choices.modelled;
  for (size_t plan = 0; plan < race.size(); ++plan)
    if (race.ofRun(plan).beats(modelled) && race.ofRun(plan).least() < race.ofRun(best).least())
      best = plan;
  ofPlans = fmt::format("; of {} plans that {} is the fastest, {:.4g} ms", race.size(), choices.plans[best].name,
                        race.ofRun(best).least());
  return best;
}

std::optional<size_t> Tuner::choosePlan(const PlanChoices &choices) {
  if (choices.plans.size() == 1)
    return 0;
  const std::string subject = fmt::format("plans, exact {}\n{}", request.exact, choices.plans[choices.modelled].text);
  if (auto name = known.find(subject)) {
    const auto plan = std::ranges::find(choices.plans, *name, &PlanChoice::name);
    if (plan != choices.plans.end())
      return size_t(plan - choices.plans.begin());
  }
  const auto best = racePlans(choices);
  if (best)
    known.keep(subject, choices.plans[*best].name);
  return best;
}

bool Tuner::tune(const support::Target *target, CompileRequest &result) {
  request.targets = {target};
  auto choices = planChoices(request, costsOf(*target), sink);
  if (!choices)
    return false;
  if (result.targets.size() > 1)
    choices = PlanChoices{{choices->plans[choices->modelled]}};
  for (const PlanChoice &plan : choices->plans) {
    request.strips = plan.strips;
    request.costs = plan.costs;
    if (!addWays())
      return false;
  }
  const auto best = choosePlan(*choices);
  if (!best)
    return false;
  result.ways = ways;
  if (result.targets.size() > 1)
    return true;
  result.strips = choices->plans[*best].strips;
  result.costs = choices->plans[*best].costs;
  return true;
}

void Tuner::say(double seconds) const {
  if (measured == 0 && ofPlans.empty())
    fmt::print("all kernels were measured before\n");
  else
    fmt::print(
        "measured {} in {:.0f} s; {} faster in another way, which takes all of them from {:.4g} to {:.4g} ms{}\n",
        support::plural(int64_t(measured), "kernel"), seconds, changed == 1 ? "1 is" : fmt::format("{} are", changed),
        before, after, ofPlans);
}

} // namespace

bool tune(Session &session, CompileRequest &request, int threads, diagnostics::Sink &sink) {
  const Clock::time_point begin = Clock::now();
  Tuner tuner(session, request, threads, sink);
  const Targets targets = request.targets;
  for (const support::Target *target : targets)
    if (!tuner.tune(target, request))
      return false;
  tuner.say(std::chrono::duration<double>(Clock::now() - begin).count());
  return true;
}

} // namespace evenstride::driver
