// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Graphviz: a box per row of the table, arrows with shapes.
#include "explain/Pictures.h"
#include "explain/Rows.h"
#include "explain/Words.h"

#include <fmt/format.h>

namespace evenstride::explain {

/// In double quotes, with nothing in it that Graphviz would take for more than text.
static std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (char c : text)
    if (c == '"' || c == '\\')
      result.append("\\").append(1, c);
    else if (c == '\n')
      result += "\\n"; // Graphviz' own sign for a new line
    else
      result += c;
  return result + "\"";
}

static std::string rowLabel(const NetworkFigures &figures, const Row &row) {
  const LayerFigures &first = figures.layers[row.layers.front()];
  std::string text = first.node->path + "\n";
  for (size_t layer : row.layers)
    text += (layer == row.layers.front() ? "" : " + ") + std::string(figures.layers[layer].node->kind->keyword);
  text += " " + shapeText(first.shape);
  for (const Sight &sight : first.sights)
    text +=
        fmt::format("\nsees {} of {}, step {}", fieldText(sight), figures.inputs[sight.input].name, stepText(sight));
  return text;
}

std::string dotText(const NetworkFigures &figures) {
  std::vector<Row> rows = rowsOf(figures);
  RowGraph graph = graphOf(figures, rows);
  std::string text = fmt::format("digraph {} {{\n  node [shape=box, fontname=\"sans-serif\", fontsize=10];\n"
                                 "  edge [fontname=\"sans-serif\", fontsize=9];\n",
                                 quoted(figures.graph->name));
  size_t item = 0;
  std::vector<std::string> sources;
  for (const InputFigures &input : figures.inputs) {
    text +=
        fmt::format("  n{} [shape=ellipse, label={}];\n", item++, quoted(input.name + " " + shapeText(input.shape)));
    sources.push_back(shapeText(input.shape));
  }
  for (const Row &row : rows) {
    text += fmt::format("  n{} [label={}];\n", item++, quoted(rowLabel(figures, row)));
    sources.push_back(shapeText(figures.layers[row.layers.front()].shape));
  }
  for (const RowGraph::Edge &edge : graph.edges)
    text += fmt::format("  n{} -> n{} [label={}];\n", edge.from, edge.to, quoted(sources[edge.from]));
  for (const check::NetworkOutput &output : figures.graph->outputs) {
    size_t from = graph.itemOf[size_t(output.value)];
    text += fmt::format("  n{} [shape=ellipse, label={}];\n  n{} -> n{} [label={}];\n", item, quoted(output.name), from,
                        item, quoted(sources[from]));
    ++item;
  }
  return text + "}\n";
}

} // namespace evenstride::explain
