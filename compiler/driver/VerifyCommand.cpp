// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `verify`: the compiled network against the reference in double, group by group and end to end.
#include "driver/Commands.h"
#include "driver/CompiledNetwork.h"
#include "driver/GroupCheck.h"
#include "driver/LoadedNetwork.h"
#include "driver/Report.h"
#include "driver/Session.h"
#include "driver/Tensors.h"

#include <fmt/format.h>

#include <algorithm>

namespace evenstride::driver {

/// The table; false if any error is past its bound.
static bool printErrors(const std::vector<GroupError> &errors) {
  bool within = true;
  fmt::print("{:>12} {:>10}  {}\n", "error", "of bound", "group");
  for (const GroupError &error : errors) {
    bool past = !(error.shareOfBound <= 1);
    within &= !past;
    fmt::print("{:12.3g} {:9.1f}%  {}{}{}\n", error.largest, 100 * error.shareOfBound, error.name,
               past ? "  past the bound" : "", error.allAlike ? "  (all values alike: this proves little)" : "");
  }
  return within;
}

namespace {

/// A network under test with what judges it: once watched group by group, on whole images, once as users run it.
struct Trial {
  const check::Graph &graph;
  const emit::WeightMap &weights;
  LoadedNetwork &watched, &network;
  GroupCheck groups;
  EndToEnd outputs = {};

  /// One run on random numbers; false where it failed.
  bool run(uint64_t seed, diagnostics::Sink &sink) {
    Batch batch = randomInputs(graph, seed, /*low=*/-1);
    groups.begin(batch);
    watched.observe(GroupCheck::groupDone, &groups);
    if (!watched.run(1, batch.inputPointers(), batch.outputPointers(), sink))
      return false;
    groups.end();
    if (!network.run(1, batch.inputPointers(), batch.outputPointers(), sink))
      return false;
    EndToEnd one = compareOutputs(graph, weights, batch);
    outputs = {std::max(outputs.error, one.error), std::max(outputs.scale, one.scale)};
    return true;
  }
};

} // namespace

/// True where every error is within its bound.
static bool verify(const VerifyOptions &options, Session &session, diagnostics::Sink &sink) {
  if (!openSession(options.network, session, sink) || session.targets.empty() ||
      !findWeights(options.network, WithoutWeights::Refuse, session, sink))
    return false;
  const CompileRequest asRun = session.request(options.network);
  CompileRequest toWatch = asRun;
  toWatch.instrument = true;
  toWatch.strips = emit::Strips::Never;
  auto load = [&](const std::optional<CompiledNetwork> &compiled) {
    return compiled ? LoadedNetwork::load(*compiled, *session.graph, options.threads, sink) : std::nullopt;
  };
  auto compiled = obtainNetwork(session.model, toWatch, sink);
  auto watched = load(compiled);
  auto network = watched ? load(obtainNetwork(session.model, asRun, sink)) : std::nullopt;
  if (!network || !session.weights->load(*session.graph, sink))
    return false;
  emit::WeightMap weights = session.weights->views();
  Trial trial{*session.graph, weights, *watched, *network, GroupCheck(*session.graph, weights, compiled->groups)};
  for (int sample = 0; sample < options.samples; ++sample)
    if (!trial.run(uint64_t(sample) + 1, sink))
      return false;
  bool within = printErrors(trial.groups.errors());
  fmt::print("outputs: largest error {:.3g} where the largest value is {:.4g}\n", trial.outputs.error,
             trial.outputs.scale);
  fmt::print("{}\n", within ? "every group is within its bound" : "a group is past its bound");
  return within;
}

int runCommand(const VerifyOptions &options) {
  diagnostics::Sink sink;
  Session session;
  bool within = verify(options, session, sink);
  int code = finish(sink);
  return code == exitDone && !within ? exitModel : code;
}

} // namespace evenstride::driver
