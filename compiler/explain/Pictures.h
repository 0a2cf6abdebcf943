// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A network as pictures: text for Graphviz, and one self-contained page.
#pragma once

#include "explain/Hints.h"

#include <string>

namespace evenstride::explain {

/// The graph in Graphviz' language.
std::string dotText(const NetworkFigures &figures);

/// An HTML page that needs no network: the graph, the table, and what each layer sees drawn over the input.
std::string pageText(const NetworkFigures &figures, const std::vector<Hint> &hints);

} // namespace evenstride::explain
