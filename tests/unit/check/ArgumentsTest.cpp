// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Binding of arguments: every error is found for every layer alike.
#include "unit/check/CheckText.h"

#include <doctest/doctest.h>

using namespace evenstride;

namespace {

/// The codes for one layer behind an arrow, and what is said at the first place.
std::string codesOf(const std::string &layer) {
  return checkText("network n(x: f32[4, 8, 8]) {\n    let k = 3\n    return x -> " + layer + "\n}\n").codes();
}
std::string hintOf(const std::string &layer) {
  Checked checked = checkText("network n(x: f32[4, 8, 8]) {\n    return x -> " + layer + "\n}\n");
  return checked.all().empty() ? "" : checked.all()[0].primary.message;
}
std::string pointsAt(const std::string &layer) {
  Checked checked = checkText("network n(x: f32[4, 8, 8]) {\n    return x -> " + layer + "\n}\n");
  return checked.all().empty() ? "" : std::string(checked.all()[0].primary.span.text());
}
const layers::Arguments argumentsOf(const std::string &layer) {
  Checked checked = checkText("network n(x: f32[4, 9, 9]) {\n    let k = 3\n    return x -> " + layer + "\n}\n");
  REQUIRE(checked.codes() == "");
  return checked.graphs.at(0).nodes.at(0).arguments;
}

} // namespace

using List = std::vector<int64_t>;

TEST_CASE("values are read in every form") {
  CHECK(argumentsOf("conv(k + 1, 3)").list("kernel") == List{3, 3});
  CHECK(argumentsOf("conv(k * 2 - 1, 1x3)").list("kernel") == List{1, 3});
  CHECK(argumentsOf("conv(8, (k, 1))").list("kernel") == List{3, 1});
  CHECK(argumentsOf("conv(8, 3x3, stride: (2, 1))").list("stride") == List{2, 1});
  CHECK(argumentsOf("conv(8, 3x3, pad: 1)").list("pad") == List{1, 1, 1, 1});
  CHECK(argumentsOf("conv(8, 3x3, pad: (0, 1))").list("pad") == List{0, 1, 0, 1});
  CHECK(argumentsOf("conv(8, 3x3, pad: (0, 1, 2, 2))").list("pad") == List{0, 1, 2, 2});
  CHECK(argumentsOf("conv(8, 3x5, dilation: (2, 1), pad: same)").list("pad") == List{2, 2, 2, 2});
  CHECK_FALSE(argumentsOf("conv(8, 3x3, bias: false)").boolean("bias"));
  CHECK(argumentsOf("conv(filters: 8, kernel: 3x3)").integer("filters") == 8);
  CHECK(argumentsOf("leaky_relu(0.1)").number("slope") == 0.1);
  CHECK(argumentsOf("leaky_relu(-1)").number("slope") == -1);
  CHECK(argumentsOf("clip(-1.5, high: 2)").number("low") == -1.5);
  CHECK(argumentsOf("gelu").word("approximate") == "none");
  CHECK(argumentsOf("avg_pool(3, border: zero)").word("border") == "zero");
  CHECK(argumentsOf("max_pool(3)").list("stride") == List{3, 3});
  CHECK(argumentsOf("max_pool(3)").values.contains("round") == false);
}

TEST_CASE("each error has its code") {
  CHECK(codesOf("conv(8, 3x3, colour: 1)") == "E0205");
  CHECK(codesOf("relu(slope: 1)") == "E0205");
  CHECK(codesOf("conv(8)") == "E0206");
  CHECK(codesOf("conv") == "E0206");
  CHECK(codesOf("leaky_relu") == "E0206");
  CHECK(codesOf("dropout(1.5)") == "E0209");
  CHECK(codesOf("clip(1)") == "E0206");
  CHECK(codesOf("conv(8, 3x3, pad: 1, pad: 1)") == "E0207");
  CHECK(codesOf("conv(8, 3x3, filters: 8)") == "E0207");
  CHECK(codesOf("conv(3x3, 8)") == "E0208");
  CHECK(codesOf("conv(8, 3x3, stride: (1, 1, 1))") == "E0208");
  CHECK(codesOf("conv(8, 3x3, stride: 2x2)") == "E0208");
  CHECK(codesOf("conv(8, 3x3, pad: (1, 1, 1))") == "E0208");
  CHECK(codesOf("conv(8, 3x3, bias: 1)") == "E0208");
  CHECK(codesOf("conv(0.5, 3x3)") == "E0208");
  CHECK(codesOf("conv(x, 3x3)") == "E0208");
  CHECK(codesOf("conv(0, 3x3)") == "E0209");
  CHECK(codesOf("conv(-k, 3x3)") == "E0209");
  CHECK(codesOf("conv(999999999999, 3x3)") == "E0209");
  CHECK(codesOf("conv(8, 3x3, groups: 0)") == "E0209");
  CHECK(codesOf("upsample(0)") == "E0209");
  CHECK(codesOf("upsample((2, 0))") == "E0209");
  CHECK(codesOf("batch_norm(epsilon: -0.1)") == "E0209");
  CHECK(codesOf("avg_pool(2, border: reflect)") == "E0209");
  CHECK(codesOf("conv(8, pad: 1, 3x3)") == "E0210");
  CHECK(codesOf("conv(8, 3x3, 2)") == "E0211");
  CHECK(codesOf("relu(1)") == "E0211");
  CHECK(codesOf("concat") == "E0212");
  CHECK(codesOf("conv(unknown, 3x3)") == "E0202");
}

TEST_CASE("several errors of one call are reported together, where they stand") {
  CHECK(codesOf("conv(0, 3x3, colour: 1, bias: 3)") == "E0209 E0205 E0208");
  CHECK(pointsAt("conv(8, 3x3, colour: 1)") == "colour");
  CHECK(pointsAt("conv(8)") == "conv");
  CHECK(pointsAt("conv(8, 3x3, bias: 1)") == "1");
}

TEST_CASE("words of other frameworks are understood well enough to help") {
  CHECK(hintOf("Conv2d(8, 3)") == "did you mean `conv`?");
  CHECK(hintOf("maxpool(2)") == "did you mean `max_pool`?");
  CHECK(hintOf("MaxPooling2D(2)") == "did you mean `max_pool`?");
  CHECK(hintOf("AvgPool2d(2)") == "did you mean `avg_pool`?");
  CHECK(hintOf("Linear(10)") == "did you mean `dense`?");
  CHECK(hintOf("ReflectionPad2d(1)") == "did you mean `pad`?");
  CHECK(hintOf("pad(1, mode: edge)") == "did you mean `replicate`?");
  CHECK(hintOf("BatchNorm2d") == "did you mean `batch_norm`?");
  CHECK(hintOf("depthwiseconv(3)") == "did you mean `depthwise_conv`?");
  CHECK(hintOf("reul") == "did you mean `relu`?");
  CHECK(hintOf("zzzzzz") == "");
  CHECK(hintOf("add(x)") == "write `a + b`");
  CHECK(hintOf("conv(8, kernel_size: 3)") == "did you mean `kernel`?");
  CHECK(hintOf("conv(8, 3x3, padding: 1)") == "did you mean `pad`?");
  CHECK(hintOf("conv(8, 3x3, strides: 1)") == "did you mean `stride`?");
  CHECK(hintOf("conv(out_channels: 8, kernel: 3)") == "did you mean `filters`?");
  CHECK(hintOf("dense(units: 8)") == "did you mean `outputs`?");
}
