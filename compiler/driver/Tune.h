// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `--tune`: measures the ways to compute the kernels of a network where the model of their cost may be wrong.
#pragma once

#include "driver/Session.h"

#include <optional>

namespace evenstride::driver {

struct TuneRequest {
  CompileRequest compile;
  int threads = 1;
};

/// The kernels that are faster in another way than the model's, on this machine and with so many threads. What was
/// measured once is kept in the cache and holds until the compiler or the processor changes. Says on standard output
/// what came of it. Reports what compile() and LoadedNetwork::load() do: the targets must be ones that this machine
/// runs.
std::optional<emit::Ways> tune(Session &session, TuneRequest request, diagnostics::Sink &sink);

} // namespace evenstride::driver
