// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One pass over the layers for each kind of figure.
#include "explain/Figures.h"

#include <algorithm>

namespace evenstride::explain {

using check::Graph;
using check::Node;
using check::ValueId;
using layers::Shape;

int64_t bytesOf(const Shape &shape) { return shape.elements() * int64_t(sizeof(float)); }

const std::string &valueName(const Graph &graph, ValueId value) {
  int32_t producer = graph.values[size_t(value)].producer;
  if (producer >= 0)
    return graph.nodes[size_t(producer)].path;
  return std::ranges::find(graph.inputs, value, &check::NetworkInput::value)->name;
}

static Sight sightOf(const ReceptiveField &field, const Shape &shape, const Shape &input, const Lines &covered) {
  Sight sight{.input = field.input,
              .field = field,
              .rows = field.rows.figures(shape.height),
              .columns = field.columns.figures(shape.width),
              .constant = field.rows.isConstant() && field.columns.isConstant(),
              .unread = complement(covered, input)};
  sight.unreadPixels = pixelsIn(sight.unread, input);
  sight.whole = sight.constant && sight.unreadPixels == 0;
  return sight;
}

static std::vector<Skip> skipsOf(const Graph &graph, const Node &node, const ReceptiveFields &fields) {
  std::vector<Skip> skips;
  Lines result = allLines(graph.shapeOf(node.result));
  for (size_t operand = 0; operand < node.operands.size(); ++operand) {
    const Shape &shape = graph.shapeOf(node.operands[operand]);
    Lines lines = complement(linesRead(graph, node, operand, result), shape);
    if (lines.rows.empty() && lines.columns.empty())
      continue;
    Skip skip{.operand = operand, .lines = std::move(lines)};
    skip.pixels = pixelsIn(skip.lines, shape);
    auto seen = fields.of(node.operands[operand]);
    if (!seen.empty()) {
      auto rows = seen[0].rows.figures(shape.height).step, columns = seen[0].columns.figures(shape.width).step;
      if (rows && columns)
        skip.inputPixels = double(skip.pixels) * rows->value() * columns->value();
    }
    skips.push_back(std::move(skip));
  }
  return skips;
}

/// Layer by layer in the order of the graph, every value in memory of its own from where it is made to its last use.
static void fillAlive(NetworkFigures &figures) {
  const Graph &graph = *figures.graph;
  size_t count = graph.nodes.size();
  std::vector<size_t> lastUse(graph.values.size(), 0);
  for (size_t index = 0; index < count; ++index) {
    lastUse[size_t(graph.nodes[index].result)] = index;
    for (ValueId operand : graph.nodes[index].operands)
      lastUse[size_t(operand)] = index;
  }
  for (const check::NetworkOutput &output : graph.outputs)
    lastUse[size_t(output.value)] = count;
  std::vector<int64_t> freed(count + 1, 0); // behind each layer
  int64_t alive = 0;
  for (const check::NetworkInput &input : graph.inputs) {
    const Shape &shape = graph.shapeOf(input.value);
    int64_t bytes = input.format.bytes ? shape.elements() : bytesOf(shape);
    alive += bytes;
    freed[lastUse[size_t(input.value)]] += bytes;
  }
  for (size_t index = 0; index < count; ++index) {
    LayerFigures &layer = figures.layers[index];
    alive += layer.activationBytes;
    freed[lastUse[size_t(layer.node->result)]] += layer.activationBytes;
    layer.aliveBytes = alive;
    alive -= freed[index];
    if (layer.aliveBytes > figures.layers[figures.peak].aliveBytes)
      figures.peak = index;
  }
}

static std::vector<InputFigures> inputFigures(const Graph &graph) {
  std::vector<ValueId> outputs;
  for (const check::NetworkOutput &output : graph.outputs)
    outputs.push_back(output.value);
  std::vector<Lines> read = inputLinesRead(graph, outputs);
  std::vector<InputFigures> inputs;
  for (size_t input = 0; input < graph.inputs.size(); ++input) {
    const Shape &shape = graph.shapeOf(graph.inputs[input].value);
    Lines unread = complement(read[input], shape);
    int64_t pixels = pixelsIn(unread, shape);
    inputs.push_back({graph.inputs[input].name, shape, std::move(unread), pixels});
  }
  return inputs;
}

NetworkFigures figuresOf(const Graph &graph) {
  NetworkFigures figures;
  figures.graph = &graph;
  figures.inputs = inputFigures(graph);
  ReceptiveFields fields(graph);
  Coverage coverage(graph);
  for (const Node &node : graph.nodes) {
    LayerFigures layer;
    layer.node = &node;
    layer.shape = graph.shapeOf(node.result);
    layer.skips = skipsOf(graph, node, fields);
    layer.macs = graph.macsOf(node);
    layer.parameters = graph.paramsOf(node);
    layer.activationBytes = bytesOf(layer.shape);
    for (const ReceptiveField &field : fields.of(node.result))
      layer.sights.push_back(
          sightOf(field, layer.shape, figures.inputs[field.input].shape, coverage.of(node.result)[field.input]));
    figures.macs += layer.macs;
    figures.parameters += layer.parameters;
    figures.activationBytes += layer.activationBytes;
    figures.layers.push_back(std::move(layer));
  }
  fillAlive(figures);
  return figures;
}

} // namespace evenstride::explain
