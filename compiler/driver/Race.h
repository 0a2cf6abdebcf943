// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Networks that take turns on the same input and are timed group by group.
#pragma once

#include "driver/CompiledNetwork.h"
#include "driver/GroupTimes.h"
#include "driver/LoadedNetwork.h"
#include "driver/Tensors.h"

#include <array>
#include <deque>
#include <string_view>

namespace evenstride::driver {

/// The shortest times of some work in milliseconds, of every other turn apart: what is faster by chance is so in one of
/// the halves.
struct LeastTimes {
  std::array<double, 2> halves = {0, 0};

  double least() const { return std::min(halves[0], halves[1]); }
  void add(const LeastTimes &other);
  /// Whether it is shorter by more than noise: its worse half by a fiftieth than the other's better one.
  bool beats(const LeastTimes &other) const;
};

class Race {
public:
  Race(const check::Graph &graph, int threads);

  /// An instrumented network more. Reports what LoadedNetwork::load() does; false after an error.
  bool add(CompiledNetwork compiled, diagnostics::Sink &sink);
  /// Takes some seconds for each network. Progress is shown on a terminal, as "`what`, 12 s left".
  void run(std::string_view what);

  size_t size() const { return entries.size(); }
  const CompiledNetwork &network(size_t entry) const { return entries[entry].compiled; }
  LeastTimes ofGroup(size_t entry, size_t group) const;
  LeastTimes ofRun(size_t entry) const;

private:
  struct Entry {
    CompiledNetwork compiled;
    LoadedNetwork loaded;
    std::array<GroupTimes, 2> times; // of even and odd turns
  };
  void takeTurn(Entry &entry, GroupTimes &times);

  const check::Graph &graph;
  int threads;
  Batch batch;
  std::vector<const void *> inputs;
  std::vector<float *> outputs;
  std::deque<Entry> entries;
};

} // namespace evenstride::driver
