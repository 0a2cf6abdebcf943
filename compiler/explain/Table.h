// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Figures of a network as a text for a terminal, and as JSON.
#pragma once

#include "explain/Hints.h"

#include <string>

namespace evenstride::explain {

/// A table no wider than `width` columns where that is possible (0: as wide as it likes), totals and hints.
std::string tableText(const NetworkFigures &figures, const std::vector<Hint> &hints, size_t width);

/// One line of JSON, an object.
std::string figuresJson(const NetworkFigures &figures, const std::vector<Hint> &hints);

} // namespace evenstride::explain
