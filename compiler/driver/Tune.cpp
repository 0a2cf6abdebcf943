// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The whole network is compiled once per way: the n-th of these has the n-th alternative of every kernel that is to be
// measured. They take turns, so that a noisy neighbour hits all alike, and kernels see the caches as they will later.
#include "driver/Tune.h"

#include "driver/CompiledNetwork.h"
#include "driver/GroupTimes.h"
#include "driver/LoadedNetwork.h"
#include "driver/Report.h"
#include "driver/Tensors.h"
#include "driver/TunedWays.h"

#include <fmt/format.h>

#include <chrono>
#include <memory>

namespace evenstride::driver {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

/// A kernel with its times: as modelled, then in each other way; of all its groups together.
struct Candidate {
  std::vector<std::string> alternatives;
  std::vector<double> milliseconds = std::vector<double>(alternatives.size() + 1, 0);

  /// 0: as modelled. Others must gain more than noise.
  size_t fastest() const {
    constexpr double worthIt = 0.98;
    size_t best = 0;
    for (size_t way = 1; way < milliseconds.size(); ++way)
      if (milliseconds[way] < milliseconds[best] * (best == 0 ? worthIt : 1))
        best = way;
    return best;
  }
};
using Candidates = std::map<std::string, Candidate>; // by kernel

/// A network of which one way of each kernel is timed.
struct Contestant {
  CompiledNetwork compiled;
  LoadedNetwork loaded;
  std::unique_ptr<GroupTimes> times;
};

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
  bool addContestant(CompiledNetwork compiled);
  bool compileContestants(const Candidates &candidates);
  void race();
  void credit(Candidates &candidates) const;

  Session &session;
  CompileRequest request;
  int threads;
  diagnostics::Sink &sink;
  TunedWays known;
  std::vector<Contestant> contestants; // the first one as modelled
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

bool Tuner::addContestant(CompiledNetwork compiled) {
  auto loaded = LoadedNetwork::load(compiled, *session.graph, threads, sink);
  if (!loaded)
    return false;
  auto times = std::make_unique<GroupTimes>(compiled.groups.size());
  contestants.push_back({std::move(compiled), std::move(*loaded), std::move(times)});
  contestants.back().times->observe(contestants.back().loaded);
  return true;
}

bool Tuner::compileContestants(const Candidates &candidates) {
  for (size_t way = 0;; ++way) {
    CompileRequest compile = request;
    for (const auto &[kernel, candidate] : candidates)
      if (way < candidate.alternatives.size())
        compile.ways[kernel] = candidate.alternatives[way];
    if (compile.ways.empty())
      return true;
    auto compiled = compileOnce(compile, sink);
    if (!compiled || !addContestant(std::move(*compiled)))
      return false;
  }
}

void Tuner::race() {
  constexpr double secondsEach = 3;
  constexpr int fewest = 5, enough = 2000; // of small networks
  Batch batch = randomInputs(*session.graph, /*seed=*/1, /*low=*/0);
  auto inputs = batch.inputPointers();
  auto outputs = batch.outputPointers();
  const double seconds = secondsEach * double(contestants.size());
  const Clock::time_point begin = Clock::now();
  for (int round = 0; round < fewest || (round < enough && secondsSince(begin) < seconds); ++round) {
    for (Contestant &contestant : contestants) {
      contestant.times->start();
      contestant.loaded.runOnce(inputs, outputs);
      contestant.times->stop();
    }
    if (isTerminal()) {
      fmt::print(stderr, "\r\x1b[Kmeasuring, {:.0f} s left", std::max(0.0, seconds - secondsSince(begin)));
      std::fflush(stderr);
    }
  }
  if (isTerminal())
    fmt::print(stderr, "\r\x1b[K");
}

void Tuner::credit(Candidates &candidates) const {
  for (size_t way = 0; way < contestants.size(); ++way) {
    const Contestant &contestant = contestants[way];
    for (size_t group = 0; group < contestant.compiled.groups.size(); ++group) {
      auto candidate = candidates.find(contestant.compiled.groups[group].kernel);
      if (candidate != candidates.end() && way < candidate->second.milliseconds.size())
        candidate->second.milliseconds[way] += contestant.times->milliseconds(group);
    }
  }
}

bool Tuner::addWays(const support::Target *target, emit::Ways &ways) {
  request.targets = {target};
  auto modelled = obtainNetwork(session.model, request, sink);
  if (!modelled)
    return false;
  Candidates candidates = unknown(*modelled, ways);
  if (candidates.empty())
    return true;
  contestants.clear();
  if (!addContestant(std::move(*modelled)) || !compileContestants(candidates))
    return false;
  race();
  credit(candidates);
  for (const auto &[kernel, candidate] : candidates) {
    const size_t best = candidate.fastest();
    known.keep(kernel, best == 0 ? kernel : candidate.alternatives[best - 1]);
    if (best > 0)
      ways.insert_or_assign(kernel, candidate.alternatives[best - 1]);
    changed += best > 0;
    before += candidate.milliseconds[0];
    after += candidate.milliseconds[best];
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
  tuner.say(secondsSince(begin));
  return true;
}

} // namespace evenstride::driver
