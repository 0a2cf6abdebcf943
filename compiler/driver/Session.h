// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What every command that compiles does first: model, network, target, weights.
#pragma once

#include "driver/Compile.h"
#include "driver/Model.h"
#include "driver/Options.h"
#include "driver/Weights.h"

#include <optional>

namespace evenstride::driver {

/// One network of a model, ready to be compiled.
struct Session {
  Model model;
  const check::Graph *graph = nullptr; // in the model
  Targets targets;                     // empty after an error
  std::optional<Weights> weights;

  CompileRequest request(const NetworkOptions &options);
};

/// The model and the network meant, checked, with a value for every size. `session` outlives the diagnostics, which
/// point into its model.
bool openNetwork(const NetworkOptions &options, Session &session, diagnostics::Sink &sink);

/// The same, and the targets; without the weights. Nothing after errors.
bool openSession(const NetworkOptions &options, Session &session, diagnostics::Sink &sink);

/// Adds the weights; says on standard output where they are made up.
bool findWeights(const NetworkOptions &options, WithoutWeights without, Session &session, diagnostics::Sink &sink);

} // namespace evenstride::driver
