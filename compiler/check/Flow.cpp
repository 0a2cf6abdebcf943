// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Values with their facts, derived generically by probing the shape rules.
#include "check/Flow.h"

#include "support/Text.h"

#include <algorithm>
#include <numeric>

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

ValueId Flow::addInput(NetworkInput input, const Shape &shape) {
  auto value = ValueId(graph.values.size());
  auto number = Symbol(graph.inputs.size());
  graph.values.push_back({shape, -1});
  input.value = value;
  graph.inputs.push_back(std::move(input));
  Facts facts;
  facts[Rows].symbol = 2 * number;
  facts[Columns].symbol = 2 * number + 1;
  facts[Rows].size = facts[Columns].size = Affine::symbol();
  valueFacts.push_back(facts);
  inputOfValue.push_back(graph.inputs.size() - 1);
  return value;
}

ValueId Flow::addNode(Node node, const Shape &result, Facts resultFacts) {
  auto value = ValueId(graph.values.size());
  node.result = value;
  inputOfValue.push_back(inputOfValue[size_t(node.operands[0])]);
  graph.values.push_back({result, int32_t(graph.nodes.size())});
  graph.nodes.push_back(std::move(node));
  valueFacts.push_back(resultFacts);
  return value;
}

ValueId Flow::addNode(Node node, const Shape &result) {
  Facts resultFacts = factsThroughRule(node, result);
  demandEqual(node.operands);
  for (Axis axis : {Rows, Columns})
    if (const AxisFact &fact = resultFacts[axis]; fact.size && !fact.size->isConstant())
      sizes.mustBeWhole(fact.symbol, *fact.size);
  return addNode(std::move(node), result, resultFacts);
}

bool Flow::firm(ValueId value) const { return std::ranges::all_of(facts(value), &AxisFact::firm); }

std::optional<std::pair<int64_t, int64_t>> Flow::step(ValueId value, Axis axis) const {
  const AxisFact &fact = facts(value)[axis];
  if (!fact.size || fact.size->scale() < 1)
    return std::nullopt;
  return std::pair(fact.size->divisor(), fact.size->scale());
}

/// The result of the node's rule if `change` is done to the shapes of its operands.
template <typename Change> static std::optional<Shape> probe(const Graph &graph, const Node &node, Change change) {
  std::vector<Shape> shapes = graph.operandShapes(node);
  for (size_t i = 0; i < shapes.size(); ++i)
    change(node.operands[i], shapes[i]);
  layers::ShapeResult result = node.kind->shape(node.arguments, shapes);
  const Shape *shape = std::get_if<Shape>(&result);
  return shape ? std::optional(*shape) : std::nullopt;
}

/// An extent is firm if it stays the same whatever the operands' extents that are not firm turn out to be.
bool Flow::staysFirm(const Node &node, const Shape &result, Axis axis) const {
  if (std::ranges::all_of(node.operands, [&](ValueId operand) { return firm(operand); }))
    return true;
  std::optional<Shape> other = probe(graph, node, [&](ValueId operand, Shape &shape) {
    for (Axis each : allAxes)
      if (!facts(operand)[each].firm)
        ++extent(shape, each);
  });
  return other && extent(*other, axis) == extent(result, axis);
}

AxisFact Flow::axisThroughRule(const Node &node, const Shape &result, Axis axis) const {
  // The operand that sets the extent: the first that depends on an input's size, else the first.
  auto depends = [&](ValueId operand) {
    const AxisFact &fact = facts(operand)[axis];
    return fact.size && !fact.size->isConstant();
  };
  auto found = std::ranges::find_if(node.operands, depends);
  ValueId driver = found == node.operands.end() ? node.operands[0] : *found;
  AxisFact fact = facts(driver)[axis];
  fact.firm = staysFirm(node, result, axis);
  int64_t before = extent(shape(driver), axis), after = extent(result, axis);
  if (before != after)
    fact.lastChange = int32_t(graph.nodes.size());
  if (axis == Channels || !depends(driver))
    return fact;
  int64_t step = node.kind->step ? node.kind->step(node.arguments) : 1;
  std::optional<Shape> next = probe(graph, node, [&](ValueId operand, Shape &shape) {
    if (depends(operand))
      extent(shape, axis) += step;
  });
  int64_t slope = next ? extent(*next, axis) - after : 0; // of `step` elements
  std::optional<Affine> scaled = next ? fact.size->times(slope) : std::nullopt;
  std::optional<Affine> moved = scaled ? scaled->plus(after * step - slope * before) : std::nullopt;
  fact.size = moved ? moved->over(step) : std::nullopt;
  return fact;
}

Facts Flow::factsThroughRule(const Node &node, const Shape &result) const {
  Facts resultFacts;
  for (Axis axis : allAxes)
    resultFacts[axis] = axisThroughRule(node, result, axis);
  return resultFacts;
}

void Flow::demandEqual(std::span<const ValueId> operands) {
  for (Axis axis : {Rows, Columns}) {
    const AxisFact *first = nullptr;
    for (ValueId operand : operands) {
      const AxisFact &fact = facts(operand)[axis];
      bool perChannel = shape(operand).height == 1 && shape(operand).width == 1;
      if (!fact.size || perChannel)
        continue;
      if (first)
        demandEqual(*first, *fact.size, fact.symbol);
      if (!first || first->size->isConstant())
        first = &fact;
    }
  }
}

void Flow::demandEqual(const AxisFact &first, const Affine &size, Symbol symbol) {
  bool oneSymbol = first.symbol == symbol || first.size->isConstant() || size.isConstant();
  if (oneSymbol) {
    sizes.mustEqual(first.size->isConstant() ? symbol : first.symbol, *first.size, size);
    return;
  }
  // Sizes of two inputs: neither may change alone.
  for (const auto &[each, affine] : {std::pair(first.symbol, *first.size), std::pair(symbol, size)})
    if (auto now = affine.at(inputSize(each)))
      sizes.mustEqual(each, affine, Affine::constant(*now));
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
