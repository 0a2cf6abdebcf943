// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Layers put together as tables and pictures show them: an activation is on the row of the layer before it.
#pragma once

#include "explain/Figures.h"

#include <vector>

namespace evenstride::explain {

/// Layers that follow one another, and of which the later ones change elements at their own places alone: they see what
/// the first one sees.
struct Row {
  std::vector<size_t> layers; // indices into NetworkFigures::layers, one at least
};

std::vector<Row> rowsOf(const NetworkFigures &figures);

/// The rows as a graph: items are the network's inputs and, behind them, the rows.
struct RowGraph {
  struct Edge {
    size_t from = 0, to = 0; // items
  };
  size_t items = 0;
  std::vector<size_t> itemOf; // by value
  std::vector<Edge> edges;    // each pair once; `from` is below `to`
};
RowGraph graphOf(const NetworkFigures &figures, const std::vector<Row> &rows);

} // namespace evenstride::explain
