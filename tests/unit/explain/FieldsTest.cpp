// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Receptive fields against sets of elements that are followed tap by tap, and published figures.
#include "unit/explain/Checked.h"
#include "unit/passes/GraphMaker.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

using namespace evenstride;
using namespace evenstride::test;
using geometry::Interval;
using geometry::Ratio;
using geometry::Reads;
using layers::Axis;

namespace {

/// What one element depends on, over axes without ends: straight from what the layers read, tap by tap.
class TapByTap {
public:
  TapByTap(const check::Graph &graph, size_t input, Axis axis)
      : graph(graph), source(graph.inputs[input].value), axis(axis) {}

  Interval field(check::ValueId value, int64_t element) {
    if (value == source)
      return {element, element + 1};
    int32_t producer = graph.values[size_t(value)].producer;
    if (producer < 0)
      return {};
    auto [known, isNew] = fields.try_emplace({value, element});
    if (!isNew)
      return known->second;
    Interval all;
    const check::Node &node = graph.nodes[size_t(producer)];
    for (size_t operand = 0; operand < node.operands.size(); ++operand)
      for (int64_t read : reads(node, operand, element))
        all = hull(all, field(node.operands[operand], read));
    return fields[{value, element}] = all;
  }

  int64_t extent(check::ValueId value) const {
    return axis == Axis::Rows ? graph.shapeOf(value).height : graph.shapeOf(value).width;
  }

private:
  static Interval hull(Interval left, Interval right) {
    if (left.empty() || right.empty())
      return left.empty() ? right : left;
    return {std::min(left.begin, right.begin), std::max(left.end, right.end)};
  }

  std::vector<int64_t> reads(const check::Node &node, size_t operand, int64_t element) const {
    Reads rule = explain::readsOf(graph, node, operand, axis);
    const geometry::Window &window = rule.window;
    int64_t size = extent(node.operands[operand]);
    std::vector<int64_t> result;
    if (rule.rule == Reads::Rule::All)
      for (int64_t read = 0; read < size; ++read)
        result.push_back(read);
    else if (rule.rule == Reads::Rule::Window)
      for (int64_t tap = 0; tap < window.kernel; ++tap)
        result.push_back(element * window.stride - window.before + tap * window.dilation);
    else
      for (int64_t read = -60; read < size + 60; ++read)
        for (int64_t tap = 0; tap < window.kernel; ++tap)
          if (read * window.stride - window.before + tap * window.dilation == element)
            result.push_back(read);
    return result;
  }

  const check::Graph &graph;
  check::ValueId source;
  Axis axis;
  std::map<std::pair<check::ValueId, int64_t>, Interval> fields;
};

void compareFields(const check::Graph &graph, check::ValueId value, const explain::ReceptiveField &field, Axis axis) {
  TapByTap expected(graph, field.input, axis);
  const geometry::Field &actual = axis == Axis::Rows ? field.rows : field.columns;
  int64_t extent = expected.extent(value), largest = 0, least = INT64_MAX, most = INT64_MIN;
  bool neighbours = false;
  for (int64_t element = -3; element < extent + 3; ++element) {
    CAPTURE(element);
    REQUIRE(actual.at(element) == expected.field(value, element));
  }
  for (int64_t element = 0; element < extent; ++element) {
    Interval one = expected.field(value, element), next = expected.field(value, element + 1);
    largest = std::max(largest, one.size());
    if (element + 1 == extent || one.empty() || next.empty())
      continue;
    neighbours = true;
    int64_t shared = std::min(one.end, next.end) - std::max(one.begin, next.begin);
    least = std::min(least, shared);
    most = std::max(most, shared);
  }
  geometry::FieldFigures figures = actual.figures(extent);
  CHECK(figures.size == largest);
  CHECK(figures.first == expected.field(value, 0));
  CHECK(figures.overlap.has_value() == neighbours);
  if (figures.overlap) {
    CHECK(figures.overlap->least == least);
    CHECK(figures.overlap->most == most);
  }
}

geometry::FieldFigures rowsOf(const CheckedGraph &checked, check::ValueId value, size_t input = 0) {
  explain::ReceptiveFields fields(checked.graph());
  for (const explain::ReceptiveField &field : fields.of(value))
    if (field.input == input)
      return field.rows.figures(checked.graph().shapeOf(value).height);
  FAIL("the value does not depend on the input");
  return {};
}

geometry::FieldFigures rowsOf(const CheckedGraph &checked) {
  return rowsOf(checked, checked.graph().outputs.front().value);
}

} // namespace

TEST_CASE("fields of random graphs are those that one finds tap by tap") {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    check::Graph graph = tests::randomGraph(seed);
    explain::ReceptiveFields fields(graph);
    for (const check::Node &node : graph.nodes) {
      CAPTURE(node.path);
      for (const explain::ReceptiveField &field : fields.of(node.result)) {
        compareFields(graph, node.result, field, Axis::Rows);
        compareFields(graph, node.result, field, Axis::Columns);
      }
    }
  }
}

TEST_CASE("published receptive fields") {
  // AlexNet up to conv5, and VGG-16 up to pool5 (Araujo, Norris, Sim: Computing Receptive Fields, 2019).
  CheckedGraph alexnet =
      pipeline(227, 227,
               "conv(8, 11, stride: 4) -> max_pool(3, stride: 2) -> conv(8, 5, pad: 2)"
               " -> max_pool(3, stride: 2) -> repeat 3 { conv(8, 3, pad: 1) } -> max_pool(3, stride: 2)");
  geometry::FieldFigures pool5 = rowsOf(alexnet);
  CHECK(pool5.size == 195);
  CHECK(pool5.step == Ratio{32, 1});
  CheckedGraph vgg = pipeline(224, 224,
                              "repeat 2 { repeat 2 { conv(4, 3, pad: 1) } -> max_pool(2) }"
                              " -> repeat 3 { repeat 3 { conv(4, 3, pad: 1) } -> max_pool(2) }");
  geometry::FieldFigures last = rowsOf(vgg);
  CHECK(last.size == 212);
  CHECK(last.step == Ratio{32, 1});
  CHECK(last.first == Interval{-90, 122});
  CHECK(last.overlap->most == 180);
}

TEST_CASE("fractional steps after upsampling") {
  geometry::FieldFigures twice = rowsOf(pipeline(12, 12, "conv(4, 3, pad: 1) -> pixel_shuffle(2)"));
  CHECK(twice.size == 3);
  CHECK(twice.step == Ratio{1, 2});
  CHECK(twice.overlap->least == 2);
  CHECK(twice.overlap->most == 3);
}

TEST_CASE("what sees nothing of the input shares nothing") {
  geometry::FieldFigures holes = rowsOf(pipeline(5, 5, "deconv(4, 1, stride: 2)"));
  CHECK(holes.size == 1);
  CHECK_FALSE(holes.overlap);
}

TEST_CASE("branches of different reach count together, those of different step have no step") {
  CheckedGraph same = checkedGraph("network n(x: f32[4, 9, 9]) { let a = x -> conv(4, 3, pad: 1)\n"
                                   "let b = x -> conv(4, 5, pad: 2, dilation: 1)\n return concat(a, b) }");
  CHECK(rowsOf(same).size == 5);
  CHECK(rowsOf(same).step == Ratio{1, 1});
  CheckedGraph different = checkedGraph("network n(x: f32[4, 9, 9]) { let a = x -> conv(4, 1, stride: 2)\n"
                                        "let b = x -> crop(2, 2, 2, 2)\n return concat(a, b) }");
  geometry::FieldFigures figures = rowsOf(different);
  CHECK_FALSE(figures.step);
  CHECK(figures.size == 3); // row 0 depends on rows 0 and 2, row 4 on rows 8 and 6
}

TEST_CASE("layers over the whole image see all of it, and so does what they gate") {
  CheckedGraph gated = checkedGraph("network n(x: f32[4, 9, 9], y: f32[4, 9, 9]) {\n"
                                    "  let g = x -> global_avg_pool @pool -> dense(4)\n  return y * g }");
  explain::ReceptiveFields fields(gated.graph());
  auto seen = fields.of(gated.graph().outputs[0].value);
  REQUIRE(seen.size() == 2);
  CHECK(seen[0].rows.isConstant());
  CHECK(seen[0].rows.at(3) == Interval{0, 9});
  CHECK(seen[1].rows.at(3) == Interval{3, 4});
  CHECK(fields.of(gated.value("pool")).size() == 1);
}

TEST_CASE("fields too far to count are everything") {
  check::Graph graph;
  tests::GraphMaker maker;
  check::ValueId value = maker.input("x", {1, 1, 1});
  for (int layer = 0; layer < 20; ++layer)
    value = *maker.add("conv",
                       {{"filters", int64_t(1)},
                        {"kernel", std::vector<int64_t>{1, 1}},
                        {"stride", std::vector<int64_t>{1 << 20, 1 << 20}}},
                       {value});
  explain::ReceptiveFields fields(maker.graph);
  CHECK(fields.of(value)[0].rows.at(0) == Interval{0, 1});
}
