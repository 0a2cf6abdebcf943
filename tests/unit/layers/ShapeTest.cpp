// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Shape rules, weights and costs against numbers worked out by hand.
#include "unit/layers/Build.h"

using namespace evenstride;
using namespace evenstride::layers;
using diagnostics::Code;
using List = std::vector<int64_t>;

namespace {

Shape expectShape(const ShapeResult &result) {
  REQUIRE(std::holds_alternative<Shape>(result));
  return std::get<Shape>(result);
}

Code expectFault(const ShapeResult &result) {
  REQUIRE(std::holds_alternative<ShapeFault>(result));
  return std::get<ShapeFault>(result).code;
}

Arguments conv(int64_t filters, List kernel, List stride = {1, 1}, List pad = {0, 0, 0, 0}) {
  return arguments("conv", {{"filters", filters}, {"kernel", kernel}, {"stride", stride}, {"pad", pad}});
}

} // namespace

TEST_CASE("conv keeps height and width apart") {
  CHECK(expectShape(shapeOf("conv", conv(8, {3, 5}), {{3, 32, 20}})) == Shape{8, 30, 16});
  CHECK(expectShape(shapeOf("conv", conv(8, {4, 3}, {2, 3}, {1, 0, 1, 0}), {{1, 12, 9}})) == Shape{8, 6, 3});
  CHECK(expectShape(shapeOf("conv", conv(8, {3, 3}, {1, 1}, {0, 1, 2, 3}), {{1, 5, 5}})) == Shape{8, 5, 7});
  Arguments dilated = conv(4, {3, 3});
  dilated.values["dilation"] = List{2, 3};
  CHECK(expectShape(shapeOf("conv", dilated, {{1, 9, 9}})) == Shape{4, 5, 3});
}

TEST_CASE("conv refuses what does not divide, with the verdicts of both axes") {
  ShapeResult result = shapeOf("conv", conv(64, {7, 7}, {2, 2}, {3, 3, 3, 3}), {{3, 224, 225}});
  REQUIRE(std::holds_alternative<ShapeFault>(result));
  const auto &fault = std::get<ShapeFault>(result);
  CHECK(fault.code == Code::E0301);
  REQUIRE(fault.windows);
  CHECK(fault.windows->first.faultClass == geometry::FaultClass::Padding);
  CHECK(fault.windows->second.exact());
  CHECK(expectFault(shapeOf("conv", conv(1, {9, 1}), {{1, 8, 8}})) == Code::E0302);
  CHECK(expectFault(shapeOf("conv", conv(1, {1, 1}, {1, 0}), {{1, 8, 8}})) == Code::E0303);
  CHECK(expectFault(shapeOf("conv", conv(1, {1, 1}, {1, 1}, {int64_t(1) << 55, 0, 0, 0}), {{1, 8, 8}})) == Code::E0304);
}

TEST_CASE("groups divide channels and filters") {
  Arguments grouped = conv(6, {3, 3});
  grouped.values["groups"] = int64_t(2);
  CHECK(expectShape(shapeOf("conv", grouped, {{4, 5, 5}})) == Shape{6, 3, 3});
  CHECK(expectFault(shapeOf("conv", grouped, {{3, 5, 5}})) == Code::E0307);
  grouped.values["filters"] = int64_t(5);
  CHECK(expectFault(shapeOf("conv", grouped, {{4, 5, 5}})) == Code::E0307);
}

TEST_CASE("weights are in PyTorch's layouts") {
  Arguments grouped = conv(6, {3, 5});
  grouped.values["groups"] = int64_t(2);
  std::vector<Shape> operands = {{4, 8, 8}};
  auto specs = layer("conv").weights(grouped, operands);
  REQUIRE(specs.size() == 2);
  CHECK(specs[0].suffix == "weight");
  CHECK(specs[0].shape == List{6, 2, 3, 5});
  CHECK(specs[0].fanIn == 30);
  CHECK(specs[1].suffix == "bias");
  CHECK(specs[1].shape == List{6});
  grouped.values["bias"] = false;
  CHECK(layer("conv").weights(grouped, operands).size() == 1);
  Arguments depthwise = arguments("depthwise_conv", {{"kernel", List{3, 3}}, {"multiplier", int64_t(2)}});
  CHECK(layer("depthwise_conv").weights(depthwise, operands)[0].shape == List{8, 1, 3, 3});
  CHECK(layer("dense").weights(arguments("dense", {{"outputs", int64_t(10)}}), operands)[0].shape == List{10, 256});
  auto norm = layer("batch_norm").weights(arguments("batch_norm"), operands);
  REQUIRE(norm.size() == 4);
  CHECK(norm[3].suffix == "running_var");
  CHECK(norm[3].initial == 1);
  CHECK(norm[1].initial == 0);
}

TEST_CASE("costs are multiplications") {
  std::vector<Shape> operands = {{4, 8, 8}};
  Arguments plain = conv(6, {3, 3});
  CHECK(layer("conv").macs(plain, operands, {6, 6, 6}) == 6 * 36 * 4 * 9);
  plain.values["groups"] = int64_t(2);
  CHECK(layer("conv").macs(plain, operands, {6, 6, 6}) == 6 * 36 * 2 * 9);
  Arguments depthwise = arguments("depthwise_conv", {{"kernel", List{3, 3}}});
  CHECK(layer("depthwise_conv").macs(depthwise, operands, {4, 6, 6}) == 4 * 36 * 9);
  Arguments dense = arguments("dense", {{"outputs", int64_t(10)}});
  CHECK(layer("dense").macs(dense, operands, {10, 1, 1}) == 2560);
}

TEST_CASE("pools step by their kernel unless told otherwise") {
  Arguments pool = arguments("max_pool", {{"kernel", List{2, 3}}});
  CHECK(pool.list("stride") == List{2, 3});
  CHECK(expectShape(shapeOf("max_pool", pool, {{5, 8, 9}})) == Shape{5, 4, 3});
  CHECK(expectFault(shapeOf("max_pool", pool, {{5, 9, 9}})) == Code::E0301);
}

TEST_CASE("a pool needs a real element in every window, a convolution does not") {
  Arguments pool = arguments("max_pool", {{"kernel", List{2, 2}}, {"stride", List{1, 1}}, {"pad", List{2, 2, 2, 2}}});
  CHECK(expectFault(shapeOf("max_pool", pool, {{1, 2, 2}})) == Code::E0308);
  pool.values["border"] = std::string("zero");
  CHECK(expectFault(shapeOf("avg_pool", pool, {{1, 2, 2}})) == Code::E0308);
  CHECK(expectShape(shapeOf("conv", conv(1, {2, 2}, {1, 1}, {2, 2, 2, 2}), {{1, 2, 2}})) == Shape{1, 5, 5});
}

TEST_CASE("deconv gives the size that a convolution came from") {
  for (const List &pad : {List{0, 0, 0, 0}, List{1, 0, 2, 1}, List{1, 1, 1, 1}})
    for (int64_t kernel = 2; kernel <= 4; ++kernel)
      for (int64_t stride = 1; stride <= 3; ++stride)
        for (int64_t size = 5; size <= 12; ++size) {
          ShapeResult down = shapeOf("conv", conv(8, {kernel, kernel}, {stride, stride}, pad), {{3, size, size + 2}});
          if (!std::holds_alternative<Shape>(down))
            continue;
          Arguments up = arguments("deconv", {{"filters", int64_t(3)},
                                              {"kernel", List{kernel, kernel}},
                                              {"stride", List{stride, stride}},
                                              {"pad", pad}});
          CHECK(expectShape(shapeOf("deconv", up, {std::get<Shape>(down)})) == Shape{3, size, size + 2});
        }
  Arguments a = arguments("deconv", {{"filters", int64_t(6)}, {"kernel", List{3, 3}}, {"stride", List{2, 1}}});
  a.values["output_pad"] = List{1, 0};
  CHECK(expectShape(shapeOf("deconv", a, {{4, 3, 3}})) == Shape{6, 8, 5});
  a.values["groups"] = int64_t(2);
  CHECK(expectShape(shapeOf("deconv", a, {{4, 3, 3}})) == Shape{6, 8, 5});
  CHECK(expectFault(shapeOf("deconv", a, {{3, 3, 3}})) == Code::E0307);
  std::vector<Shape> operands = {{4, 3, 3}};
  auto specs = layer("deconv").weights(a, operands);
  CHECK(specs[0].shape == List{4, 3, 3, 3});
  CHECK(specs[1].shape == List{6});
  CHECK(layer("deconv").macs(a, operands, {6, 8, 5}) == 4 * 9 * 3 * 9);
  a.values["pad"] = List{9, 0, 9, 0};
  CHECK(expectFault(shapeOf("deconv", a, {{4, 3, 3}})) == Code::E0342);
  for (const char *name : {"kernel", "stride", "dilation"}) {
    Arguments wrong = arguments("deconv", {{"filters", int64_t(6)}, {"kernel", List{3, 3}}});
    wrong.values[name] = List{1, 0};
    CHECK(expectFault(shapeOf("deconv", wrong, {{4, 3, 3}})) == Code::E0303);
  }
}

TEST_CASE("split gives equal parts") {
  Arguments a = arguments("split", {{"channels", int64_t(3)}});
  CHECK(expectShape(shapeOf("split", a, {{6, 2, 2}})) == Shape{2, 2, 2});
  CHECK(expectFault(shapeOf("split", a, {{7, 2, 2}})) == Code::E0307);
}

TEST_CASE("sums meet equal shapes and channels") {
  for (std::string_view keyword : {"add", "sub", "mul"}) {
    Arguments none;
    CHECK(expectShape(shapeOf(keyword, none, {{3, 4, 5}, {3, 4, 5}})) == Shape{3, 4, 5});
    CHECK(expectShape(shapeOf(keyword, none, {{3, 1, 1}, {3, 4, 5}})) == Shape{3, 4, 5});
    CHECK(expectShape(shapeOf(keyword, none, {{3, 4, 5}, {3, 1, 1}})) == Shape{3, 4, 5});
    CHECK(expectFault(shapeOf(keyword, none, {{3, 4, 5}, {1, 4, 5}})) == Code::E0305);
    CHECK(expectFault(shapeOf(keyword, none, {{3, 4, 5}, {3, 5, 4}})) == Code::E0305);
    CHECK(expectFault(shapeOf(keyword, none, {{3, 4, 5}, {2, 1, 1}})) == Code::E0305);
  }
}

TEST_CASE("the other shape rules") {
  Arguments none;
  for (std::string_view keyword : {"relu", "relu6", "leaky_relu", "tanh", "sigmoid", "softmax", "batch_norm", "elu",
                                   "hard_sigmoid", "hard_swish", "silu", "mish", "gelu", "dropout"})
    CHECK(expectShape(shapeOf(keyword, none, {{3, 4, 5}})) == Shape{3, 4, 5});
  CHECK(expectShape(shapeOf("clip", arguments("clip", {{"low", 1.0}, {"high", 1.0}}), {{3, 4, 5}})) == Shape{3, 4, 5});
  CHECK(expectFault(shapeOf("clip", arguments("clip", {{"low", 1.0}, {"high", 0.5}}), {{3, 4, 5}})) == Code::E0331);
  CHECK(expectShape(shapeOf("concat", none, {{3, 4, 5}, {2, 4, 5}, {1, 4, 5}})) == Shape{6, 4, 5});
  CHECK(expectFault(shapeOf("concat", none, {{3, 4, 5}, {3, 5, 4}})) == Code::E0305);
  CHECK(expectShape(shapeOf("flatten", none, {{3, 4, 5}})) == Shape{60, 1, 1});
  CHECK(expectShape(shapeOf("global_max_pool", none, {{3, 4, 5}})) == Shape{3, 1, 1});
  CHECK(expectShape(shapeOf("global_avg_pool", none, {{3, 4, 5}})) == Shape{3, 1, 1});
  CHECK(expectShape(shapeOf("dense", arguments("dense", {{"outputs", int64_t(7)}}), {{3, 4, 5}})) == Shape{7, 1, 1});
  Arguments shuffle = arguments("pixel_shuffle", {{"factor", int64_t(2)}});
  CHECK(expectShape(shapeOf("pixel_shuffle", shuffle, {{12, 4, 5}})) == Shape{3, 8, 10});
  CHECK(expectFault(shapeOf("pixel_shuffle", shuffle, {{6, 4, 5}})) == Code::E0307);
  Arguments unshuffle = arguments("pixel_unshuffle", {{"factor", int64_t(3)}});
  CHECK(expectShape(shapeOf("pixel_unshuffle", unshuffle, {{2, 6, 9}})) == Shape{18, 2, 3});
  CHECK(expectFault(shapeOf("pixel_unshuffle", unshuffle, {{2, 6, 8}})) == Code::E0341);
  CHECK(expectFault(shapeOf("pixel_unshuffle", unshuffle, {{2, 5, 9}})) == Code::E0341);
  Arguments turns = arguments("channel_shuffle", {{"groups", int64_t(3)}});
  CHECK(expectShape(shapeOf("channel_shuffle", turns, {{6, 4, 5}})) == Shape{6, 4, 5});
  CHECK(expectFault(shapeOf("channel_shuffle", turns, {{5, 4, 5}})) == Code::E0307);
  CHECK(expectShape(shapeOf("upsample", arguments("upsample", {{"factor", std::vector<int64_t>{3, 2}}}),
                            {{2, 4, 5}})) == Shape{2, 12, 10});
  Arguments pad = arguments("pad", {{"top", int64_t(1)}, {"left", int64_t(2)}, {"bottom", int64_t(3)}});
  CHECK(expectShape(shapeOf("pad", pad, {{2, 4, 5}})) == Shape{2, 8, 7});
  pad.values["mode"] = std::string("reflect");
  CHECK(expectShape(shapeOf("pad", pad, {{2, 4, 3}})) == Shape{2, 8, 5});
  CHECK(expectFault(shapeOf("pad", pad, {{2, 3, 3}})) == Code::E0318);
  CHECK(expectFault(shapeOf("pad", pad, {{2, 4, 2}})) == Code::E0318);
  pad.values["mode"] = std::string("replicate");
  CHECK(expectShape(shapeOf("pad", pad, {{2, 1, 1}})) == Shape{2, 5, 3});
  pad.values["value"] = 0.5;
  CHECK(expectFault(shapeOf("pad", pad, {{2, 4, 5}})) == Code::E0332);
  for (auto [range, fits] : std::vector<std::pair<List, bool>>{
           {{0, 6}, true}, {{5, 6}, true}, {{0, 7}, false}, {{-1, 3}, false}, {{3, 3}, false}, {{4, 2}, false}}) {
    ShapeResult result = shapeOf("slice", arguments("slice", {{"channels", range}}), {{6, 4, 5}});
    if (fits)
      CHECK(expectShape(result) == Shape{range[1] - range[0], 4, 5});
    else
      CHECK(expectFault(result) == Code::E0340);
  }
  Arguments crop = arguments("crop", {{"top", int64_t(1)}, {"right", int64_t(2)}});
  CHECK(expectShape(shapeOf("crop", crop, {{3, 4, 5}})) == Shape{3, 3, 3});
  CHECK(expectFault(shapeOf("crop", crop, {{3, 1, 5}})) == Code::E0310);
  CHECK(expectFault(shapeOf("crop", crop, {{3, 4, 2}})) == Code::E0310);
}
