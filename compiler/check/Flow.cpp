// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Values with their facts. How sizes follow is in FlowSizes.cpp.
#include "check/Flow.h"

#include "support/Text.h"

#include <algorithm>

namespace evenstride::check {

using geometry::Affine;
using layers::Shape;

int64_t extent(const Shape &shape, Axis axis) {
  return axis == Channels ? shape.channels : axis == Rows ? shape.height : shape.width;
}

int64_t &extent(Shape &shape, Axis axis) {
  return axis == Channels ? shape.channels : axis == Rows ? shape.height : shape.width;
}

std::string_view noun(Axis axis) { return axis == Channels ? "channel" : axis == Rows ? "row" : "column"; }

std::string rowsAndColumns(int64_t rows, int64_t columns) {
  return support::plural(rows, "row") + " and " + support::plural(columns, "column");
}

std::string text(const Shape &shape) {
  return "[" + std::to_string(shape.channels) + ", " + std::to_string(shape.height) + ", " +
         std::to_string(shape.width) + "]";
}

const ast::Expr *sizeOf(const ast::TensorType &type, Axis axis) {
  if (type.dims.size() != allAxes.size())
    return nullptr;
  bool interleaved = type.layout && type.layout->name == "hwc";
  return type.dims[interleaved ? size_t(axis + 2) % 3 : size_t(axis)].get();
}

ValueId Flow::addInput(NetworkInput input, const Shape &shape, ExtentPair extents) {
  auto value = ValueId(graph.values.size());
  auto number = Symbol(graph.inputs.size());
  graph.values.push_back({shape, -1});
  input.value = value;
  graph.inputs.push_back(std::move(input));
  Facts facts;
  facts[Rows].symbol = 2 * number;
  facts[Columns].symbol = 2 * number + 1;
  facts[Rows].size = facts[Columns].size = Affine::symbol();
  facts[Rows].extent = extents.rows;
  facts[Columns].extent = extents.columns;
  valueFacts.push_back(facts);
  inputOfValue.push_back(graph.inputs.size() - 1);
  sizes.demandVolume(shape.channels, extents, -1, inputSpan(graph.inputs.back()));
  return value;
}

bool Flow::firm(ValueId value) const { return std::ranges::all_of(facts(value), &AxisFact::firm); }

std::optional<std::pair<int64_t, int64_t>> Flow::step(ValueId value, Axis axis) const {
  const AxisFact &fact = facts(value)[axis];
  if (!fact.size || fact.size->scale() < 1)
    return std::nullopt;
  return std::pair(fact.size->divisor(), fact.size->scale());
}

const NetworkInput &Flow::inputOf(ValueId value) const { return graph.inputs[inputOfValue[size_t(value)]]; }

int64_t Flow::inputSize(Symbol symbol) const {
  return extent(shape(graph.inputs[size_t(symbol / 2)].value), symbol % 2 == 0 ? Rows : Columns);
}

support::Span Flow::inputSpan(const NetworkInput &input) const {
  for (const ast::NetworkInput &declared : network->inputs)
    if (declared.name.name == input.name)
      return declared.type.span;
  return network->name.span;
}

support::Span Flow::originOf(ValueId value, Axis axis) const {
  int32_t node = facts(value)[axis].lastChange;
  if (node >= 0)
    return graph.nodes[size_t(node)].span;
  const NetworkInput &input = inputOf(value);
  for (const ast::NetworkInput &declared : network->inputs)
    if (declared.name.name == input.name && declared.type.dims.size() == 3)
      return axis == Channels ? sizeOf(declared.type, Channels)->span
                              : support::join(sizeOf(declared.type, Rows)->span, sizeOf(declared.type, Columns)->span);
  return inputSpan(input);
}

std::string Flow::originName(ValueId value, Axis axis) const {
  int32_t node = facts(value)[axis].lastChange;
  return "`" + (node >= 0 ? graph.nodes[size_t(node)].path : inputOf(value).name) + "`";
}

std::vector<int64_t> Flow::history(ValueId value, Axis axis) const {
  std::vector<int64_t> extents;
  for (;;) {
    int64_t here = extent(shape(value), axis);
    if (extents.empty() || extents.back() != here)
      extents.push_back(here);
    int32_t producer = graph.values[size_t(value)].producer;
    if (producer < 0)
      break;
    value = graph.nodes[size_t(producer)].operands[0];
  }
  std::ranges::reverse(extents);
  return extents;
}

} // namespace evenstride::check
