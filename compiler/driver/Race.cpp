// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Turns are short and many, so that a noisy neighbour hits all networks alike. Each begins with a run that is not
// timed: it brings the network's weights and activations back into the caches, as in a row of images.
#include "driver/Race.h"

#include "driver/Report.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace evenstride::driver {

using Clock = std::chrono::steady_clock;

static double secondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

void LeastTimes::add(const LeastTimes &other) {
  for (size_t half = 0; half < halves.size(); ++half)
    halves[half] += other.halves[half];
}

bool LeastTimes::beats(const LeastTimes &other) const {
  constexpr double noise = 0.98;
  return std::max(halves[0], halves[1]) < noise * other.least();
}

Race::Race(const check::Graph &graph, int threads)
    : graph(graph), threads(threads), batch(randomInputs(graph, /*seed=*/1, /*low=*/0)), inputs(batch.inputPointers()),
      outputs(batch.outputPointers()) {}

bool Race::add(CompiledNetwork compiled, diagnostics::Sink &sink) {
  auto loaded = LoadedNetwork::load(compiled, graph, threads, sink);
  if (!loaded)
    return false;
  const GroupTimes none(compiled.groups.size());
  entries.push_back({std::move(compiled), std::move(*loaded), {none, none}});
  return true;
}

void Race::takeTurn(Entry &entry, GroupTimes &times) {
  constexpr double secondsEach = 0.01; // of networks that take less
  times.observe(entry.loaded);
  entry.loaded.runOnce(inputs, outputs);
  const Clock::time_point begin = Clock::now();
  do {
    times.start();
    entry.loaded.runOnce(inputs, outputs);
    times.stop();
  } while (secondsSince(begin) < secondsEach);
}

void Race::run(std::string_view what) {
  constexpr double secondsEach = 3;
  constexpr int fewest = 8, most = 100;
  const double seconds = secondsEach * double(entries.size());
  const Clock::time_point begin = Clock::now();
  for (int turn = 0; turn < fewest || (turn < most && secondsSince(begin) < seconds); ++turn) {
    for (Entry &entry : entries)
      takeTurn(entry, entry.times[size_t(turn) % entry.times.size()]);
    if (isTerminal()) {
      fmt::print(stderr, "\r\x1b[K{}, {:.0f} s left", what, std::max(0.0, seconds - secondsSince(begin)));
      std::fflush(stderr);
    }
  }
  if (isTerminal())
    fmt::print(stderr, "\r\x1b[K");
}

LeastTimes Race::ofGroup(size_t entry, size_t group) const {
  const auto &times = entries[entry].times;
  return {{times[0].milliseconds(group), times[1].milliseconds(group)}};
}

LeastTimes Race::ofRun(size_t entry) const {
  const auto &times = entries[entry].times;
  return {{times[0].runMilliseconds(), times[1].runMilliseconds()}};
}

} // namespace evenstride::driver
