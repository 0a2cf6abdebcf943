// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Fields go forwards through the graph, lines backwards.
#include "explain/ReceptiveField.h"

#include <algorithm>
#include <array>

namespace evenstride::explain {

using check::Graph;
using check::Node;
using check::ValueId;
using geometry::Reads;
using layers::Axis;
using layers::Shape;

static int64_t extentOf(const Shape &shape, Axis axis) { return axis == Axis::Rows ? shape.height : shape.width; }

Reads readsOf(const Graph &graph, const Node &node, size_t operand, Axis axis) {
  if (node.kind->reads)
    return node.kind->reads(node.arguments, axis);
  int64_t given = extentOf(graph.shapeOf(node.operands[operand]), axis);
  bool broadcast = given == 1 && extentOf(graph.shapeOf(node.result), axis) > 1;
  return {broadcast ? Reads::Rule::All : Reads::Rule::Window, {}};
}

static void unite(std::vector<ReceptiveField> &fields, ReceptiveField field) {
  auto place = std::ranges::lower_bound(fields, field.input, {}, &ReceptiveField::input);
  if (place == fields.end() || place->input != field.input) {
    fields.insert(place, std::move(field));
    return;
  }
  place->rows.unite(field.rows);
  place->columns.unite(field.columns);
}

ReceptiveFields::ReceptiveFields(const Graph &graph) : fields(graph.values.size()) {
  for (size_t input = 0; input < graph.inputs.size(); ++input) {
    const Shape &shape = graph.shapeOf(graph.inputs[input].value);
    fields[size_t(graph.inputs[input].value)] = {{input, geometry::Field(shape.height), geometry::Field(shape.width)}};
  }
  for (const Node &node : graph.nodes)
    for (size_t operand = 0; operand < node.operands.size(); ++operand) {
      const Shape &shape = graph.shapeOf(node.operands[operand]);
      Reads rows = readsOf(graph, node, operand, Axis::Rows), columns = readsOf(graph, node, operand, Axis::Columns);
      for (const ReceptiveField &field : fields[size_t(node.operands[operand])])
        unite(fields[size_t(node.result)],
              {field.input, field.rows.through(rows, shape.height), field.columns.through(columns, shape.width)});
    }
}

Lines unite(const Lines &left, const Lines &right) {
  return {geometry::unite(left.rows, right.rows), geometry::unite(left.columns, right.columns)};
}

Lines allLines(const Shape &shape) { return {{{0, shape.height}}, {{0, shape.width}}}; }

Lines complement(const Lines &lines, const Shape &shape) {
  return {geometry::complement(lines.rows, shape.height), geometry::complement(lines.columns, shape.width)};
}

int64_t pixelsIn(const Lines &lines, const Shape &shape) {
  int64_t otherRows = shape.height - count(lines.rows), otherColumns = shape.width - count(lines.columns);
  return shape.height * shape.width - otherRows * otherColumns;
}

Lines linesRead(const Graph &graph, const Node &node, size_t operand, const Lines &result) {
  const Shape &shape = graph.shapeOf(node.operands[operand]);
  Lines lines{elementsRead(readsOf(graph, node, operand, Axis::Rows), result.rows, shape.height),
              elementsRead(readsOf(graph, node, operand, Axis::Columns), result.columns, shape.width)};
  return lines.empty() ? Lines{} : lines; // rows of which no column is read are not read
}

std::vector<Lines> inputLinesRead(const Graph &graph, std::span<const ValueId> values) {
  std::vector<Lines> needed(graph.values.size());
  int32_t last = -1;
  for (ValueId value : values) {
    needed[size_t(value)] = allLines(graph.shapeOf(value));
    last = std::max(last, graph.values[size_t(value)].producer);
  }
  for (int32_t index = last; index >= 0; --index) {
    const Node &node = graph.nodes[size_t(index)];
    const Lines &result = needed[size_t(node.result)];
    if (result.empty())
      continue;
    for (size_t operand = 0; operand < node.operands.size(); ++operand) {
      Lines &lines = needed[size_t(node.operands[operand])];
      lines = unite(lines, linesRead(graph, node, operand, result));
    }
  }
  std::vector<Lines> inputs;
  for (const check::NetworkInput &input : graph.inputs)
    inputs.push_back(std::move(needed[size_t(input.value)]));
  return inputs;
}

/// Whether every line of every operand is read for some line of the result.
static bool skipsNothing(const Graph &graph, const Node &node) {
  Lines result = allLines(graph.shapeOf(node.result));
  for (size_t operand = 0; operand < node.operands.size(); ++operand)
    if (linesRead(graph, node, operand, result) != allLines(graph.shapeOf(node.operands[operand])))
      return false;
  return true;
}

// A layer that skips nothing depends on what its operands depend on; only the few others are followed back to the
// inputs.
Coverage::Coverage(const Graph &graph) : lines(graph.values.size()) {
  for (size_t input = 0; input < graph.inputs.size(); ++input) {
    auto own = std::make_shared<std::vector<Lines>>(graph.inputs.size());
    (*own)[input] = allLines(graph.shapeOf(graph.inputs[input].value));
    lines[size_t(graph.inputs[input].value)] = std::move(own);
  }
  for (const Node &node : graph.nodes) {
    PerInput &covered = lines[size_t(node.result)];
    if (!skipsNothing(graph, node)) {
      covered = std::make_shared<std::vector<Lines>>(inputLinesRead(graph, std::array{node.result}));
      continue;
    }
    covered = lines[size_t(node.operands[0])];
    for (ValueId operand : std::span(node.operands).subspan(1)) {
      const PerInput &other = lines[size_t(operand)];
      if (other == covered || *other == *covered)
        continue;
      auto both = std::make_shared<std::vector<Lines>>(*covered);
      for (size_t input = 0; input < both->size(); ++input)
        (*both)[input] = unite((*both)[input], (*other)[input]);
      covered = std::move(both);
    }
  }
}

} // namespace evenstride::explain
