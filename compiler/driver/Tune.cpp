// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The whole network is compiled once per way: the n-th of these has the n-th alternative of every kernel that is to be
// measured. They take turns, so that a noisy neighbour hits all alike, and kernels see the caches as they will later.
#include "driver/Tune.h"

#include "driver/Race.h"
#include "driver/TunedWays.h"
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

  /// The ways of one target are added to `ways`; false after an error.
  bool addWays(const support::Target *target, emit::Ways &ways);
  void say(double seconds) const;

private:
  Candidates unknown(const CompiledNetwork &network, emit::Ways &ways) const;
  bool addContestants(Race &race, const Candidates &candidates);

  Session &session;
  CompileRequest request;
  int threads;
  diagnostics::Sink &sink;
  TunedWays known;
  size_t measured = 0, changed = 0;
  double before = 0, after = 0; // milliseconds of the measured kernels
};

/// The kernels that have alternatives and were never measured; the others' ways are taken.
Candidates Tuner::unknown(const CompiledNetwork &network, emit::Ways &ways) const {
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

bool Tuner::addWays(const support::Target *target, emit::Ways &ways) {
  request.targets = {target};
  auto modelled = obtainNetwork(session.model, request, sink);
  if (!modelled)
    return false;
  Candidates candidates = unknown(*modelled, ways);
  if (candidates.empty())
    return true;
  Race race(*session.graph, threads);
  if (!race.add(std::move(*modelled), sink) || !addContestants(race, candidates))
    return false;
  race.run(fmt::format("measuring {}", support::plural(int64_t(candidates.size()), "kernel")));
  credit(candidates, race);
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
  return true;
}

void Tuner::say(double seconds) const {
  if (measured == 0)
    fmt::print("all kernels were measured before\n");
  else
    fmt::print("measured {} kernels in {:.0f} s; {} are faster in another way, which takes all of them from {:.4g} to "
               "{:.4g} ms\n",
               measured, seconds, changed, before, after);
}

} // namespace

bool tune(Session &session, CompileRequest &request, int threads, diagnostics::Sink &sink) {
  const Clock::time_point begin = Clock::now();
  Tuner tuner(session, request, threads, sink);
  for (const support::Target *target : request.targets)
    if (!tuner.addWays(target, request.ways))
      return false;
  tuner.say(std::chrono::duration<double>(Clock::now() - begin).count());
  return true;
}

} // namespace evenstride::driver
