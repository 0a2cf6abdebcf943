// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `--tune`: measures the machine, and the ways to compute a network where the model of their cost may be wrong.
#pragma once

#include "driver/Session.h"

namespace evenstride::driver {

/// Puts the ways of the kernels into the request that are faster in another way than the model's, on this machine and
/// with so many threads, and the plan where other strips, or none, are faster. What was measured once is kept in the
/// cache and holds until the compiler or the processor changes. Says on standard output what came of it. Reports what
/// compile() and LoadedNetwork::load() do: the targets must be ones that this machine runs. False after an error.
bool tune(Session &session, CompileRequest &request, int threads, diagnostics::Sink &sink);

} // namespace evenstride::driver
