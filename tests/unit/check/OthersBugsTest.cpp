// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mistakes that strict checks of other frameworks made, one test each.
#include "unit/check/CheckText.h"

#include <doctest/doctest.h>

using namespace evenstride;
using diagnostics::Code;

namespace {

Checked layer(const std::string &layer, const std::string &type = "f32[3, 32, 48]") {
  return checkText("network n(x: " + type + ") {\n    return x -> " + layer + "\n}\n");
}

layers::Shape outputOf(const Checked &checked) {
  REQUIRE_FALSE(checked.sink.hasErrors());
  const check::Graph &graph = checked.graphs.at(0);
  return graph.shapeOf(graph.outputs.at(0).value);
}

} // namespace

TEST_CASE("a kernel as large as the input fits once") {
  CHECK(outputOf(layer("conv(2, 32x48)")) == layers::Shape{2, 1, 1});
  CHECK(outputOf(layer("max_pool(32x48)")) == layers::Shape{3, 1, 1});
}

TEST_CASE("height and width are not swapped, and no axis speaks for both") {
  CHECK(outputOf(layer("conv(2, 4x3, stride: (2, 3), pad: (1, 0))", "f32[3, 12, 9]")) == layers::Shape{2, 6, 3});
  Checked columns = layer("conv(2, 2x3, stride: 2)", "f32[3, 10, 10]");
  REQUIRE(columns.codes() == "E0301");
  REQUIRE(columns.all()[0].geometry.size() == 1);
  CHECK(columns.all()[0].geometry[0].axis == "width");
  Checked rows = layer("conv(2, 3x2, stride: 2)", "f32[3, 10, 10]");
  REQUIRE(rows.codes() == "E0301");
  CHECK(rows.all()[0].geometry[0].axis == "height");
}

TEST_CASE("nothing divides by a kernel or stride of zero") {
  for (const char *text : {"conv(2, 3x3, stride: 0)", "conv(2, 0x3)", "max_pool(0)", "avg_pool(2, stride: (1, 0))",
                           "conv(2, 3x3, stride: 0, pad: same)", "conv(2, 3x3, dilation: 0, stride: 0)"}) {
    CAPTURE(text);
    CHECK(layer(text).find(Code::E0303));
  }
}

TEST_CASE("a stride larger than the kernel is nothing to refuse") {
  CHECK(outputOf(layer("conv(2, 1x1, stride: 2)", "f32[3, 33, 49]")) == layers::Shape{2, 17, 25});
  CHECK(outputOf(layer("max_pool(2, stride: 5)", "f32[3, 32, 47]")) == layers::Shape{3, 7, 10});
}

TEST_CASE("whether padding alone fills a window depends on the dilation") {
  // Spans 5: padding of 4 leaves a tap on the input, padding of 5 does not.
  CHECK(layer("max_pool(3, stride: 1, dilation: 2, pad: 4)").codes() == "");
  CHECK(layer("max_pool(3, stride: 1, dilation: 2, pad: 5)").codes() == "E0308");
  CHECK(layer("max_pool(3, stride: 1, pad: 3)").codes() == "E0308");
}

TEST_CASE("same never overrides a padding in silence") {
  CHECK(layer("conv(2, 3x3, pad: same, pad: 2)").codes() == "E0207");
  CHECK(layer("conv(2, 3x3, stride: 2, pad: same)").codes() == "E0309");
}

TEST_CASE("sizes above 2^24 are exact") {
  Checked checked = layer("max_pool(1x2, stride: (1, 2))", "f32[1, 1, 33554434]");
  CHECK(outputOf(checked).width == 16777217); // no float32
  Checked odd = layer("max_pool(1x2, stride: (1, 2))", "f32[1, 1, 33554433]");
  REQUIRE(odd.codes() == "E0301");
  CHECK(odd.all()[0].geometry[0].remainder == 1);
}

TEST_CASE("a window larger than its input has no output, also where division would truncate to one") {
  CHECK(layer("conv(2, 3x3, stride: 2, dilation: 2)", "f32[3, 4, 4]").codes() == "E0302"); // (4 - 5) / 2 is 0 in C
  CHECK(layer("max_pool(2, stride: 2)", "f32[3, 1, 1]").codes() == "E0302");
}

TEST_CASE("kernel times dilation does not wrap") {
  CHECK(layer("max_pool(2147483647, stride: 2, dilation: 2)").find(Code::E0302));
  CHECK(layer("conv(2, 4611686018427387904, dilation: 4)").find(Code::E0304));
  CHECK(layer("conv(2, 3x3, pad: 9223372036854775807)").find(Code::E0304));
}
