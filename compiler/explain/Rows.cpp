// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which layers share a row, and how rows hang together.
#include "explain/Rows.h"

#include <algorithm>

namespace evenstride::explain {

using check::ValueId;

/// How often each value is read or returned.
static std::vector<size_t> usesOf(const check::Graph &graph) {
  std::vector<size_t> uses(graph.values.size(), 0);
  for (const check::Node &node : graph.nodes)
    for (ValueId operand : node.operands)
      ++uses[size_t(operand)];
  for (const check::NetworkOutput &output : graph.outputs)
    ++uses[size_t(output.value)];
  return uses;
}

/// Whether the layer only changes elements at their places: a row of its own would repeat the one before it.
static bool joins(const LayerFigures &layer, const LayerFigures &previous) {
  return layer.node->operands.size() == 1 && layer.node->operands[0] == previous.node->result &&
         !layer.node->kind->reads && layer.parameters == 0 && layer.macs == 0 && layer.shape == previous.shape;
}

std::vector<Row> rowsOf(const NetworkFigures &figures) {
  std::vector<Row> rows;
  std::vector<size_t> uses = usesOf(*figures.graph);
  for (size_t index = 0; index < figures.layers.size(); ++index) {
    if (index > 0 && joins(figures.layers[index], figures.layers[index - 1]) &&
        uses[size_t(figures.layers[index - 1].node->result)] == 1)
      rows.back().layers.push_back(index);
    else
      rows.push_back({{index}});
  }
  return rows;
}

RowGraph graphOf(const NetworkFigures &figures, const std::vector<Row> &rows) {
  const check::Graph &graph = *figures.graph;
  RowGraph result;
  result.itemOf.resize(graph.values.size());
  for (const check::NetworkInput &input : graph.inputs)
    result.itemOf[size_t(input.value)] = result.items++;
  for (const Row &row : rows) {
    size_t item = result.items++;
    std::vector<size_t> sources;
    for (ValueId operand : figures.layers[row.layers.front()].node->operands)
      sources.push_back(result.itemOf[size_t(operand)]);
    std::ranges::sort(sources);
    sources.erase(std::ranges::unique(sources).begin(), sources.end());
    for (size_t source : sources)
      result.edges.push_back({source, item});
    for (size_t layer : row.layers)
      result.itemOf[size_t(figures.layers[layer].node->result)] = item;
  }
  return result;
}

} // namespace evenstride::explain
