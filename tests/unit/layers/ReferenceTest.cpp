// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// References against small cases worked out by hand.
#include "unit/layers/Build.h"

#include <cmath>
#include <limits>

using namespace evenstride::layers;
using List = std::vector<int64_t>;
using Data = std::vector<double>;

static const double notANumber = std::numeric_limits<double>::quiet_NaN();

TEST_CASE("conv correlates, pads with zeros and adds the bias") {
  Arguments a = arguments("conv", {{"filters", int64_t(1)}, {"kernel", List{2, 2}}, {"pad", List{0, 1, 0, 0}}});
  // 1 2 3      0 1 2 3
  // 4 5 6  ->  0 4 5 6   with 1 10 / 100 1000
  Tensor out = run("conv", a, {counting({1, 2, 3})}, {{"weight", {1, 10, 100, 1000}}, {"bias", {0.5}}});
  CHECK(out.shape == Shape{1, 1, 3});
  CHECK(out.data == Data{4010.5, 5421.5, 6532.5});
}

TEST_CASE("conv sums over channels, group by group") {
  Arguments a = arguments("conv", {{"filters", int64_t(2)}, {"kernel", List{1, 1}}});
  Tensor input = tensor({2, 1, 2}, {1, 2, 30, 40});
  CHECK(run("conv", a, {input}, {{"weight", {1, 1, 2, -1}}, {"bias", {0, 100}}}).data == Data{31, 42, 72, 64});
  a.values["groups"] = int64_t(2);
  a.values["bias"] = false;
  CHECK(run("conv", a, {input}, {{"weight", {3, 5}}}).data == Data{3, 6, 150, 200});
}

TEST_CASE("conv strides and dilates each axis by its own number") {
  Arguments a = arguments("conv", {{"filters", int64_t(1)},
                                   {"kernel", List{2, 2}},
                                   {"stride", List{1, 2}},
                                   {"dilation", List{2, 1}},
                                   {"bias", false}});
  // Taps are two rows apart and one column: rows 0 + 2, columns 0 + 1 and 2 + 3.
  Tensor out = run("conv", a, {counting({1, 3, 4})}, {{"weight", {1, 0, 0, 1}}});
  CHECK(out.shape == Shape{1, 1, 2});
  CHECK(out.data == Data{1 + 10, 3 + 12});
}

TEST_CASE("depthwise_conv sees one channel per filter") {
  Arguments a = arguments("depthwise_conv", {{"kernel", List{1, 2}}, {"multiplier", int64_t(2)}});
  Tensor out = run("depthwise_conv", a, {tensor({2, 1, 2}, {1, 2, 10, 20})},
                   {{"weight", {1, 1, 1, -1, 2, 0, 0, 3}}, {"bias", {0, 0, 0, 5}}});
  CHECK(out.shape == Shape{4, 1, 1});
  CHECK(out.data == Data{3, -1, 20, 65});
}

TEST_CASE("deconv spreads each element over its window") {
  Arguments a = arguments("deconv", {{"filters", int64_t(1)}, {"kernel", List{1, 3}}, {"stride", List{1, 2}}});
  // 1 * (1 10 100) at 0, 2 * (1 10 100) at 2
  Tensor x = counting({1, 1, 2});
  CHECK(run("deconv", a, {x}, {{"weight", {1, 10, 100}}, {"bias", {0.5}}}).data == Data{1.5, 10.5, 102.5, 20.5, 200.5});
  a.values["pad"] = List{0, 1, 0, 0}; // cut off the output
  CHECK(run("deconv", a, {x}, {{"weight", {1, 10, 100}}, {"bias", {0}}}).data == Data{10, 102, 20, 200});
  a.values["output_pad"] = List{1, 1};
  CHECK(run("deconv", a, {x}, {{"weight", {1, 10, 100}}, {"bias", {3}}}).data ==
        Data{13, 105, 23, 203, 3, 3, 3, 3, 3, 3});
  Arguments dilated = arguments("deconv", {{"filters", int64_t(1)}, {"kernel", List{2, 1}}, {"dilation", List{2, 1}}});
  CHECK(run("deconv", dilated, {tensor({1, 2, 1}, {1, 2})}, {{"weight", {1, 10}}, {"bias", {0}}}).data ==
        Data{1, 2, 10, 20});
}

TEST_CASE("deconv keeps its weights by input channel, group by group") {
  Arguments a = arguments("deconv", {{"filters", int64_t(2)}, {"kernel", List{1, 1}}, {"bias", false}});
  Tensor x = tensor({2, 1, 1}, {1, 10});
  CHECK(run("deconv", a, {x}, {{"weight", {1, 2, 3, 4}}}).data == Data{31, 42});
  a.values["filters"] = int64_t(4);
  a.values["groups"] = int64_t(2);
  CHECK(run("deconv", a, {x}, {{"weight", {1, 2, 3, 4}}}).data == Data{1, 2, 30, 40});
}

TEST_CASE("a NaN among what a softmax or a pool reads") {
  Arguments none;
  Tensor x = tensor({1, 1, 1}, {notANumber});
  CHECK(std::isnan(run("softmax", none, {x}).data[0]));
  Arguments pool = arguments("max_pool", {{"kernel", List{2, 2}}});
  for (size_t place = 0; place < 4; ++place) { // at every position of the window
    Tensor window = counting({1, 2, 2});
    window.data[place] = notANumber;
    CHECK(std::isnan(run("max_pool", pool, {window}).data[0]));
    CHECK(std::isnan(run("avg_pool", arguments("avg_pool", {{"kernel", List{2, 2}}}), {window}).data[0]));
  }
}

TEST_CASE("max_pool never takes padding") {
  Arguments a = arguments("max_pool", {{"kernel", List{2, 2}}, {"pad", List{1, 1, 1, 1}}});
  Tensor out = run("max_pool", a, {tensor({1, 2, 2}, {-1, -2, -3, -4})});
  CHECK(out.shape == Shape{1, 2, 2});
  CHECK(out.data == Data{-1, -2, -3, -4});
  Arguments plain = arguments("max_pool", {{"kernel", List{2, 2}}, {"stride", List{1, 1}}});
  CHECK(run("max_pool", plain, {counting({1, 3, 3})}).data == Data{5, 6, 8, 9});
}

TEST_CASE("avg_pool counts its border or ignores it") {
  Arguments a = arguments("avg_pool", {{"kernel", List{2, 2}}, {"pad", List{1, 1, 1, 1}}});
  Tensor x = tensor({1, 2, 2}, {4, 8, 12, 16});
  CHECK(run("avg_pool", a, {x}).data == Data{4, 8, 12, 16});
  a.values["border"] = std::string("zero");
  CHECK(run("avg_pool", a, {x}).data == Data{1, 2, 3, 4});
  CHECK(run("avg_pool", arguments("avg_pool", {{"kernel", List{2, 2}}}), {x}).data == Data{10});
}

TEST_CASE("whole images") {
  Arguments none;
  Tensor x = counting({2, 1, 3});
  CHECK(run("global_avg_pool", none, {x}).data == Data{2, 5});
  CHECK(run("global_max_pool", none, {tensor({2, 1, 3}, {-3, -1, -2, 4, 6, 5})}).data == Data{-1, 6});
  for (size_t place = 0; place < 3; ++place) {
    Tensor spoilt = counting({1, 1, 3});
    spoilt.data[place] = notANumber;
    CHECK(std::isnan(run("global_max_pool", none, {spoilt}).data[0]));
  }
  CHECK(run("flatten", none, {x}).data == x.data);
  Arguments dense = arguments("dense", {{"outputs", int64_t(2)}});
  CHECK(run("dense", dense, {x}, {{"weight", {1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1}}, {"bias", {100, 0}}}).data ==
        Data{107, 21});
  dense.values["bias"] = false;
  CHECK(run("dense", dense, {tensor({1, 1, 1}, {3})}, {{"weight", {2, 5}}}).data == Data{6, 15});
}

TEST_CASE("softmax is over the channels of each pixel and survives large numbers") {
  Arguments none;
  Tensor out = run("softmax", none, {tensor({2, 1, 2}, {0, 1000, std::log(3.0), 1000})});
  CHECK(out.data[0] == doctest::Approx(0.25));
  CHECK(out.data[2] == doctest::Approx(0.75));
  CHECK(out.data[1] == 0.5);
}

TEST_CASE("sums, differences and products, also against [C, 1, 1]") {
  Arguments none;
  Tensor x = counting({2, 1, 2}), gate = tensor({2, 1, 1}, {10, 100});
  CHECK(run("add", none, {x, x}).data == Data{2, 4, 6, 8});
  CHECK(run("sub", none, {x, gate}).data == Data{-9, -8, -97, -96});
  CHECK(run("sub", none, {gate, x}).data == Data{9, 8, 97, 96});
  CHECK(run("mul", none, {gate, x}).data == Data{10, 20, 300, 400});
  CHECK(run("mul", none, {gate, gate}).data == Data{100, 10000});
}

TEST_CASE("moving elements") {
  Arguments none;
  CHECK(run("concat", none, {counting({1, 1, 2}), counting({2, 1, 2}, 7)}).data == Data{1, 2, 7, 8, 9, 10});
  Arguments crop = arguments("crop", {{"top", int64_t(1)}, {"left", int64_t(1)}, {"right", int64_t(1)}});
  CHECK(run("crop", crop, {counting({1, 3, 3})}).data == Data{5, 8});
  // Four channels of one pixel become one channel of 2x2, rows first.
  Arguments shuffle = arguments("pixel_shuffle", {{"factor", int64_t(2)}});
  CHECK(run("pixel_shuffle", shuffle, {counting({4, 1, 2})}).data == Data{1, 3, 2, 4, 5, 7, 6, 8});
  // And back.
  Arguments unshuffle = arguments("pixel_unshuffle", {{"factor", int64_t(2)}});
  Tensor pixels = tensor({1, 2, 4}, {1, 3, 2, 4, 5, 7, 6, 8});
  CHECK(run("pixel_unshuffle", unshuffle, {pixels}).data == Data{1, 2, 3, 4, 5, 6, 7, 8});
  Arguments two = arguments("channel_shuffle", {{"groups", int64_t(2)}}), three = two;
  three.values["groups"] = int64_t(3);
  CHECK(run("channel_shuffle", two, {counting({6, 1, 1})}).data == Data{1, 4, 2, 5, 3, 6});
  CHECK(run("channel_shuffle", three, {counting({6, 1, 1})}).data == Data{1, 3, 5, 2, 4, 6});
  Arguments slice = arguments("slice", {{"channels", List{1, 3}}});
  CHECK(run("slice", slice, {counting({4, 1, 2})}).data == Data{3, 4, 5, 6});
  Arguments pad = arguments("pad", {{"top", int64_t(1)}, {"right", int64_t(2)}, {"value", -1.0}});
  CHECK(run("pad", pad, {counting({1, 1, 2})}).data == Data{-1, -1, -1, -1, 1, 2, -1, -1});
}

// The numbers are those of torch.nn.functional.pad(x, (left, right, top, bottom), mode=…).
TEST_CASE("pad mirrors or repeats") {
  Arguments pad = arguments("pad", {{"top", int64_t(1)}, {"left", int64_t(2)}, {"right", int64_t(1)}});
  pad.values["mode"] = std::string("reflect");
  CHECK(run("pad", pad, {counting({1, 2, 3})}).data == Data{6, 5, 4, 5, 6, 5, 3, 2, 1, 2, 3, 2, 6, 5, 4, 5, 6, 5});
  pad.values["mode"] = std::string("replicate");
  CHECK(run("pad", pad, {counting({1, 2, 3})}).data == Data{1, 1, 1, 2, 3, 3, 1, 1, 1, 2, 3, 3, 4, 4, 4, 5, 6, 6});
}

// The numbers are those of torch.nn.functional.interpolate(x, scale_factor=…, mode=…, align_corners=False).
TEST_CASE("upsample repeats or blends") {
  Arguments a = arguments("upsample", {{"factor", std::vector<int64_t>{2, 2}}});
  CHECK(run("upsample", a, {counting({1, 1, 2})}).data == Data{1, 1, 2, 2, 1, 1, 2, 2});
  a.values["mode"] = std::string("bilinear");
  CHECK(run("upsample", a, {tensor({1, 2, 2}, {0, 4, 8, 12})}).data ==
        Data{0, 1, 3, 4, 2, 3, 5, 6, 6, 7, 9, 10, 8, 9, 11, 12});
  a.values["factor"] = std::vector<int64_t>{3, 3};
  Tensor out = run("upsample", a, {tensor({1, 1, 3}, {0, 3, 9})});
  Data row(out.data.begin(), out.data.begin() + 9), wanted = {0, 0, 1, 2, 3, 5, 7, 9, 9};
  for (size_t i = 0; i < row.size(); ++i)
    CHECK(row[i] == doctest::Approx(wanted[i]));
  a.values["factor"] = std::vector<int64_t>{1, 2};
  CHECK(run("upsample", a, {tensor({1, 2, 2}, {0, 4, 8, 12})}).data == Data{0, 1, 3, 4, 8, 9, 11, 12});
  const double infinity = std::numeric_limits<double>::infinity(); // stays in its row, and NaN would not
  CHECK(run("upsample", a, {tensor({1, 2, 1}, {infinity, 1})}).data == Data{infinity, infinity, 1, 1});
  a.values["mode"] = std::string("nearest");
  a.values["factor"] = std::vector<int64_t>{2, 3};
  CHECK(run("upsample", a, {counting({1, 1, 2})}).data == Data{1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2});
}

TEST_CASE("lrn divides alpha by the size of its window") {
  Tensor x = tensor({4, 1, 1}, {1, 2, 3, 4});
  Arguments a = arguments("lrn", {{"size", int64_t(3)}, {"alpha", 3.0}, {"beta", 1.0}});
  CHECK(run("lrn", a, {x}).data == Data{1.0 / 6, 2.0 / 15, 3.0 / 30, 4.0 / 26});
  a.values["size"] = int64_t(2); // one channel before
  a.values["alpha"] = 2.0;
  CHECK(run("lrn", a, {x}).data == Data{1.0 / 2, 2.0 / 6, 3.0 / 14, 4.0 / 26});
  a.values["beta"] = 0.5;
  a.values["k"] = 4.0;
  CHECK(run("lrn", a, {tensor({1, 1, 1}, {3})}).data[0] == doctest::Approx(3 / std::sqrt(13.0)));
  Tensor spoilt = x;
  spoilt.data[0] = notANumber;
  Tensor out = run("lrn", arguments("lrn", {{"size", int64_t(3)}}), {spoilt});
  CHECK(std::isnan(out.data[1]));
  CHECK_FALSE(std::isnan(out.data[2]));
}

TEST_CASE("scale has one number for all channels or one for each") {
  Tensor x = tensor({2, 1, 2}, {5, 7, 11, -1});
  Arguments a = arguments("scale", {{"mean", Data{3}}, {"std", Data{2, 4}}});
  CHECK(run("scale", a, {x}).data == Data{1, 2, 2, -1});
  CHECK(run("scale", arguments("scale"), {x}).data == x.data);
  a.values["mean"] = Data{1, 2, 3};
  CHECK(std::holds_alternative<ShapeFault>(shapeOf("scale", a, {x.shape})));
}

TEST_CASE("batch_norm puts epsilon inside the root") {
  Arguments a = arguments("batch_norm", {{"epsilon", 1.0}});
  Tensor out = run("batch_norm", a, {tensor({2, 1, 1}, {7, 1})},
                   {{"weight", {2, 1}}, {"bias", {10, 0}}, {"running_mean", {1, 1}}, {"running_var", {8, 3}}});
  CHECK(out.data == Data{14, 0});
}
