// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `bench`: time per image, held against the peak that the machine reaches in the same run.
#include "driver/Commands.h"
#include "driver/CompiledNetwork.h"
#include "driver/GroupTimes.h"
#include "driver/LoadedNetwork.h"
#include "driver/Peak.h"
#include "driver/Report.h"
#include "driver/Session.h"
#include "driver/Tensors.h"
#include "driver/Timing.h"
#include "driver/Tune.h"
#include "support/Text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace evenstride::driver {

namespace {

/// What groups are shares of.
struct GroupShares {
  double total; // milliseconds
  double peakGflops;
};

/// Speeds of one network on this machine.
struct Figures {
  int64_t macs;
  double peakGflops;
  Timing timing;

  double gflops() const { return 2.0 * double(macs) / (timing.min() * 1e6); }
  double share() const { return gflops() / peakGflops; }
};

} // namespace

static void print(const Figures &figures, int threads) {
  fmt::print("min {:.4g} ms, median {:.4g} ms, p99 {:.4g} ms over {} runs, threads: {}\n", figures.timing.min(),
             figures.timing.median(), figures.timing.p99(), figures.timing.runs(), threads);
  fmt::print("{:.1f} GFLOP/s at the fastest, {:.1f} % of the {:.1f} GFLOP/s that multiply-adds alone reach now\n",
             figures.gflops(), 100 * figures.share(), figures.peakGflops);
}

static nlohmann::ordered_json toJson(const Figures &figures) {
  return {{"min_ms", figures.timing.min()},   {"median_ms", figures.timing.median()},
          {"p99_ms", figures.timing.p99()},   {"runs", figures.timing.runs()},
          {"gflops", figures.gflops()},       {"peak_gflops", figures.peakGflops},
          {"share_of_peak", figures.share()}, {"macs", figures.macs}};
}

/// One group: GFLOP/s as plain sums would need them, shares of the peak by these and by the multiply-adds that are
/// made, and GB/s if every input, output and weight is moved once.
static nlohmann::ordered_json reportGroup(const emit::GroupReport &group, double time, const GroupShares &of) {
  const double perGiga = 1 / (time * 1e6), gflops = 2.0 * double(group.macs) * perGiga;
  const double real = 2.0 * double(group.realMacs) * perGiga, bandwidth = double(group.bytes) * perGiga;
  fmt::print("{:10.4f} {:5.1f}% {:10.1f} {:5.1f}% {:5.1f}% {:7.1f}  {}{}  ({}{}{})\n", time, 100 * time / of.total,
             gflops, 100 * gflops / of.peakGflops, 100 * real / of.peakGflops, bandwidth, group.name,
             group.strips ? fmt::format(" in {}", support::plural(group.strips, "strip")) : "", group.family,
             group.schedule.empty() ? "" : ": ", group.schedule);
  return {{"name", group.name},        {"layers", group.layers},    {"family", group.family}, {"min_ms", time},
          {"macs", group.macs},        {"gflops", gflops},          {"real_gflops", real},    {"bytes", group.bytes},
          {"gbytes_per_s", bandwidth}, {"schedule", group.schedule}};
}

static nlohmann::ordered_json reportGroups(const std::vector<emit::GroupReport> &groups, const GroupTimes &times,
                                           double peakGflops) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  GroupShares of{0, peakGflops};
  for (size_t i = 0; i < groups.size(); ++i)
    of.total += times.milliseconds(i);
  fmt::print("{:>10} {:>6} {:>10} {:>6} {:>6} {:>7}  {}\n", "ms", "time", "GFLOP/s", "peak", "real", "GB/s", "group");
  for (size_t i = 0; i < groups.size(); ++i)
    list.push_back(reportGroup(groups[i], times.milliseconds(i), of));
  return list;
}

/// What the groups are run with, and held against.
struct GroupBench {
  const BenchOptions &options;
  Batch &batch;
  double peakGflops;
};

/// Compiles once more with a call after each group, and times those.
static std::optional<nlohmann::ordered_json> benchGroups(const CompileRequest &instrumented, Session &session,
                                                         const GroupBench &bench, diagnostics::Sink &sink) {
  auto compiled = obtainNetwork(session.model, instrumented, sink);
  auto loaded = compiled ? LoadedNetwork::load(*compiled, *session.graph, bench.options.threads, sink) : std::nullopt;
  if (!loaded)
    return std::nullopt;
  GroupTimes times(compiled->groups.size());
  times.observe(*loaded);
  auto inputs = bench.batch.inputPointers();
  auto outputs = bench.batch.outputPointers();
  measure(
      [&] {
        times.start();
        loaded->runOnce(inputs, outputs);
        times.stop();
      },
      bench.options.seconds);
  return reportGroups(compiled->groups, times, bench.peakGflops);
}

static std::optional<Batch> benchInputs(const BenchOptions &options, const check::Graph &graph,
                                        diagnostics::Sink &sink) {
  return options.inputs.empty() ? std::optional(randomInputs(graph, /*seed=*/1, /*low=*/0))
                                : readInputs(graph, options.inputs, sink);
}

static void bench(const BenchOptions &options, Session &session, diagnostics::Sink &sink) {
  if (!openSession(options.network, session, sink) || session.targets.empty())
    return;
  auto batch = benchInputs(options, *session.graph, sink);
  auto paths = matchOutputs(*session.graph, options.outputs, sink);
  if (!batch || !paths || !findWeights(options.network, WithoutWeights::MakeUp, session, sink))
    return;
  CompileRequest request = session.request(options.network);
  if (options.tune && !tune(session, request, options.threads, sink))
    return;
  auto compiled = obtainNetwork(session.model, request, sink);
  auto loaded = compiled ? LoadedNetwork::load(*compiled, *session.graph, options.threads, sink) : std::nullopt;
  auto inputs = batch->inputPointers();
  auto outputs = batch->outputPointers();
  if (!loaded || !loaded->run(batch->count, inputs, outputs, sink) ||
      !writeOutputs(*session.graph, *batch, *paths, sink))
    return;
  double peak = measurePeakGflops(options.threads, std::min(0.1, options.seconds / 4 + 0.01));
  Figures figures{macsOf(*session.graph), peak, measure([&] { loaded->runOnce(inputs, outputs); }, options.seconds)};
  print(figures, options.threads);
  nlohmann::ordered_json json = toJson(figures);
  if (options.perLayer) {
    request.instrument = true;
    auto groups = benchGroups(request, session, {options, *batch, peak}, sink);
    if (!groups)
      return;
    json["groups"] = std::move(*groups);
  }
  if (options.json)
    fmt::print("{}\n", json.dump());
}

int runCommand(const BenchOptions &options) {
  diagnostics::Sink sink;
  Session session;
  bench(options, session, sink);
  return finish(sink);
}

} // namespace evenstride::driver
