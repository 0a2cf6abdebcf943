// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the back half made of a network: for `explain --plan`.
#pragma once

#include "driver/Options.h"
#include "emit/Backend.h"

#include <optional>
#include <string>

namespace evenstride::driver {

/// Compiles the network with made-up weights, on which no plan depends. Nothing after errors.
std::optional<emit::LibraryFiles> planOf(const NetworkOptions &options, const check::Graph &graph,
                                         diagnostics::Sink &sink);

/// A row per group, then arena and packed weights.
std::string planText(const emit::LibraryFiles &library);

/// A JSON object.
std::string planJson(const emit::LibraryFiles &library);

} // namespace evenstride::driver
