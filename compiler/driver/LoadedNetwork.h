// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A compiled network in this process, ready to run.
#pragma once

#include "driver/Array.h"
#include "driver/CompiledNetwork.h"

#include <evenstride/runtime.h>

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace evenstride::driver {

/// The network's library with one context and, where there are several threads, a pool.
class LoadedNetwork {
public:
  /// Loads and prepares `graph` compiled as `compiled`. Reports E0007 (other CPU) and E0015.
  static std::optional<LoadedNetwork> load(const CompiledNetwork &compiled, const check::Graph &graph, int threads,
                                           diagnostics::Sink &sink);

  /// Runs `count` images, which follow each other in each array. Reports E0015 and returns false if it fails.
  bool run(size_t count, std::span<const void *const> inputs, std::span<float *const> outputs, diagnostics::Sink &sink);

  /// One image; the status as the runtime gives it. For timing.
  evenstride_status runOnce(std::span<const void *const> inputs, std::span<float *const> outputs);

  /// `observer` is called after each group of an instrumented network.
  void observe(evenstride_observer observer, void *data);

private:
  struct State;
  explicit LoadedNetwork(std::shared_ptr<State> state) : state(std::move(state)) {}
  std::shared_ptr<State> state;
};

} // namespace evenstride::driver
