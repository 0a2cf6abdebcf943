// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which rows and columns are read, against the reference semantics themselves: a NaN in a row of an operand turns up
// in just those rows of the result that depend on it.
#include "unit/explain/Checked.h"
#include "unit/passes/GraphMaker.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

using namespace evenstride;
using namespace evenstride::test;
using explain::Lines;
using geometry::Interval;
using geometry::Intervals;
using layers::Axis;
using layers::Shape;
using layers::Tensor;

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

int64_t extentOf(const Shape &shape, Axis axis) { return axis == Axis::Rows ? shape.height : shape.width; }

void poison(Tensor &tensor, Axis axis, int64_t line) {
  for (int64_t c = 0; c < tensor.shape.channels; ++c)
    for (int64_t y = 0; y < tensor.shape.height; ++y)
      for (int64_t x = 0; x < tensor.shape.width; ++x)
        if ((axis == Axis::Rows ? y : x) == line)
          tensor.at(c, y, x) = nan;
}

/// The lines of a tensor that hold a NaN.
std::set<int64_t> poisoned(const Tensor &tensor, Axis axis) {
  std::set<int64_t> lines;
  for (int64_t c = 0; c < tensor.shape.channels; ++c)
    for (int64_t y = 0; y < tensor.shape.height; ++y)
      for (int64_t x = 0; x < tensor.shape.width; ++x)
        if (std::isnan(tensor.at(c, y, x)))
          lines.insert(axis == Axis::Rows ? y : x);
  return lines;
}

std::set<int64_t> elementsOf(const Intervals &set) {
  std::set<int64_t> elements;
  for (const Interval &interval : set)
    for (int64_t element = interval.begin; element < interval.end; ++element)
      elements.insert(element);
  return elements;
}

std::vector<Tensor> someInputs(const check::Graph &graph, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<Tensor> inputs;
  for (const check::NetworkInput &input : graph.inputs)
    inputs.push_back(tests::randomTensor(graph.shapeOf(input.value), random));
  return inputs;
}

/// The rows or columns of an input on which each value depends, by evaluating the network once for each.
std::vector<std::set<int64_t>> dependences(const check::Graph &graph, size_t input, Axis axis) {
  std::vector<std::set<int64_t>> result(graph.values.size());
  tests::NamedTensors weights = tests::randomWeights(graph, 7);
  std::vector<Tensor> clean = someInputs(graph, 5);
  for (int64_t line = 0; line < extentOf(clean[input].shape, axis); ++line) {
    std::vector<Tensor> inputs = clean;
    poison(inputs[input], axis, line);
    std::vector<Tensor> values = tests::evaluate(graph, inputs, weights);
    for (size_t value = 0; value < values.size(); ++value)
      if (!poisoned(values[value], axis).empty())
        result[value].insert(line);
  }
  return result;
}

/// Lines are those of all channels together: behind a slice, which leaves some of them out, they may be more.
bool covers(const std::set<int64_t> &lines, const std::set<int64_t> &read, bool slices) {
  return slices ? std::ranges::includes(lines, read) : lines == read;
}

/// A graph of one layer of `graph` and its operands as inputs.
check::Graph alone(const check::Graph &graph, const check::Node &node) {
  check::Graph result;
  check::Node copy = node;
  copy.operands.clear();
  for (check::ValueId operand : node.operands) {
    copy.operands.push_back(check::ValueId(result.values.size()));
    result.inputs.push_back({"in", copy.operands.back()});
    result.values.push_back({graph.shapeOf(operand), -1});
  }
  copy.result = check::ValueId(result.values.size());
  result.values.push_back({graph.shapeOf(node.result), 0});
  result.nodes.push_back(std::move(copy));
  return result;
}

void compareLayer(const check::Graph &whole, const check::Node &layer, Axis axis) {
  check::Graph graph = alone(whole, layer);
  const check::Node &node = graph.nodes[0];
  tests::NamedTensors weights = tests::randomWeights(graph, 3);
  std::vector<Tensor> clean = someInputs(graph, 4);
  for (size_t operand = 0; operand < node.operands.size(); ++operand)
    for (int64_t line = 0; line < extentOf(clean[operand].shape, axis); ++line) {
      CAPTURE(line);
      std::vector<Tensor> inputs = clean;
      poison(inputs[operand], axis, line);
      std::set<int64_t> actual, expected = poisoned(tests::evaluate(graph, inputs, weights).back(), axis);
      for (int64_t result = 0; result < extentOf(graph.shapeOf(node.result), axis); ++result) {
        Lines one = explain::allLines(graph.shapeOf(node.result));
        (axis == Axis::Rows ? one.rows : one.columns) = {{result, result + 1}};
        Lines read = explain::linesRead(graph, node, operand, one);
        if (elementsOf(axis == Axis::Rows ? read.rows : read.columns).contains(line))
          actual.insert(result);
      }
      REQUIRE(actual == expected);
    }
}

} // namespace

TEST_CASE("sets of elements") {
  CHECK(unite(Intervals{{0, 2}, {5, 6}}, Intervals{{2, 3}, {8, 9}}) == Intervals{{0, 3}, {5, 6}, {8, 9}});
  CHECK(complement(Intervals{{1, 2}, {4, 5}}, 5) == Intervals{{0, 1}, {2, 4}});
  CHECK(geometry::complement({}, 3) == Intervals{{0, 3}});
  CHECK(count(Intervals{{1, 2}, {4, 8}}) == 5);
}

TEST_CASE("every layer reads what its description says, line by line") {
  std::set<std::string_view> seen;
  for (unsigned seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    check::Graph graph = tests::randomGraph(seed);
    for (const check::Node &node : graph.nodes) {
      CAPTURE(node.path);
      compareLayer(graph, node, Axis::Rows);
      compareLayer(graph, node, Axis::Columns);
      seen.insert(node.kind->keyword);
    }
  }
  for (const layers::LayerKind *kind : layers::allLayers()) {
    CAPTURE(kind->keyword);
    CHECK((kind->shorthand || seen.contains(kind->keyword))); // add the kind to tests/unit/passes/RandomGraph.cpp
  }
}

TEST_CASE("lines of the inputs on which the values of random graphs depend") {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    check::Graph graph = tests::randomGraph(seed);
    explain::Coverage coverage(graph);
    std::vector<check::ValueId> outputs;
    for (const check::NetworkOutput &output : graph.outputs)
      outputs.push_back(output.value);
    bool slices = std::ranges::any_of(graph.nodes, [](const auto &node) { return node.kind->keyword == "slice"; });
    std::vector<Lines> needed = explain::inputLinesRead(graph, outputs);
    for (size_t input = 0; input < graph.inputs.size(); ++input) {
      auto rows = dependences(graph, input, Axis::Rows), columns = dependences(graph, input, Axis::Columns);
      for (const check::Node &node : graph.nodes) {
        CAPTURE(node.path);
        const Lines &lines = coverage.of(node.result)[input];
        CHECK(covers(elementsOf(lines.rows), rows[size_t(node.result)], slices));
        CHECK(covers(elementsOf(lines.columns), columns[size_t(node.result)], slices));
      }
      std::set<int64_t> together;
      for (check::ValueId output : outputs)
        together.insert(rows[size_t(output)].begin(), rows[size_t(output)].end());
      CHECK(covers(elementsOf(needed[input].rows), together, slices));
    }
  }
}

TEST_CASE("pixels in lines are counted once") {
  Shape shape{3, 10, 20};
  CHECK(explain::pixelsIn({{{9, 10}}, {{19, 20}}}, shape) == 29);
  CHECK(explain::pixelsIn({}, shape) == 0);
  CHECK(explain::pixelsIn(explain::allLines(shape), shape) == 200);
}

TEST_CASE("a gap between windows is not read, and neither is a margin that is cut") {
  CheckedGraph gaps = pipeline(9, 9, "conv(4, 1, stride: 2)");
  std::vector<check::ValueId> outputs = {gaps.graph().outputs[0].value};
  CHECK(explain::inputLinesRead(gaps.graph(), outputs)[0].rows == Intervals{{0, 1}, {2, 3}, {4, 5}, {6, 7}, {8, 9}});
  CheckedGraph cut = pipeline(28, 28, "conv(4, 5) -> conv(4, 3, stride: 2, round: down)");
  outputs = {cut.graph().outputs[0].value};
  CHECK(explain::inputLinesRead(cut.graph(), outputs)[0].rows == Intervals{{0, 27}});
}
