// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What stands out in a network's figures, in sentences: facts that help to choose its parameters, and no advice.
#pragma once

#include "explain/Figures.h"

#include <string>
#include <string_view>
#include <vector>

namespace evenstride::explain {

struct Hint {
  std::string_view about; // "resolution", "macs", "params", "activations", "field", "unread", "memory"
  std::string text;
  std::vector<std::string> layers; // paths that the text names
};

std::vector<Hint> hintsOf(const NetworkFigures &figures);

} // namespace evenstride::explain
