// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Activations against numbers that other frameworks document, and at the ends of the number line.
#include "unit/layers/Build.h"

#include <array>
#include <cmath>
#include <limits>

using namespace evenstride::layers;
using Data = std::vector<double>;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

double at(double x, std::string_view keyword, const Arguments &arguments) {
  return run(keyword, arguments, {tensor({1, 1, 1}, {x})}).data[0];
}

doctest::Approx near(double value) { return doctest::Approx(value).epsilon(1e-9); }

struct Row {
  std::string_view keyword;
  Arguments arguments;
};

std::vector<Row> allActivations() {
  return {{"relu", {}},
          {"relu6", {}},
          {"leaky_relu", arguments("leaky_relu", {{"slope", 0.1}})},
          {"elu", arguments("elu")},
          {"tanh", {}},
          {"sigmoid", {}},
          {"hard_sigmoid", arguments("hard_sigmoid")},
          {"hard_swish", {}},
          {"silu", {}},
          {"mish", {}},
          {"gelu", arguments("gelu")},
          {"gelu", arguments("gelu", {{"approximate", std::string("tanh")}})},
          {"clip", arguments("clip", {{"low", -2.0}, {"high", 3.0}})}};
}

} // namespace

TEST_CASE("activations at a few points") {
  Tensor x = tensor({1, 1, 5}, {-2, -0.5, 0, 3, 7});
  Arguments none;
  CHECK(run("relu", none, {x}).data == Data{0, 0, 0, 3, 7});
  CHECK(run("relu6", none, {x}).data == Data{0, 0, 0, 3, 6});
  CHECK(run("leaky_relu", arguments("leaky_relu", {{"slope", 0.1}}), {x}).data == Data{-0.2, -0.05, 0, 3, 7});
  CHECK(run("clip", arguments("clip", {{"low", -1.0}, {"high", 4.0}}), {x}).data == Data{-1, -0.5, 0, 3, 4});
  CHECK(run("dropout", arguments("dropout"), {x}).data == x.data);
  CHECK(run("hard_swish", none, {x}).data == Data{-2.0 / 6, -0.5 * 2.5 / 6, 0, 3, 7});
  CHECK(run("hard_sigmoid", arguments("hard_sigmoid", {{"alpha", 0.25}}), {x}).data == Data{0, 0.375, 0.5, 1, 1});
  CHECK(run("tanh", none, {x}).data[3] == near(0.9950547536867305));
  CHECK(run("sigmoid", none, {x}).data[0] == near(0.11920292202211755));
  CHECK(run("sigmoid", none, {x}).data[2] == 0.5);
}

TEST_CASE("prelu has a slope per channel, or one for all") {
  Tensor x = tensor({2, 1, 2}, {-4, 3, -2, 0});
  CHECK(run("prelu", arguments("prelu"), {x}, {{"weight", {0.25, -3}}}).data == Data{-1, 3, 6, 0});
  Arguments shared = arguments("prelu", {{"shared", true}});
  CHECK(run("prelu", shared, {x}, {{"weight", {0.5}}}).data == Data{-2, 3, -1, 0});
  CHECK(layer("prelu").weights(shared, std::array{x.shape})[0].shape == std::vector<int64_t>{1});
  CHECK(layer("prelu").weights(arguments("prelu"), std::array{x.shape})[0].shape == std::vector<int64_t>{2});
  CHECK(std::isnan(run("prelu", shared, {tensor({1, 1, 1}, {notANumber})}, {{"weight", {0.5}}}).data[0]));
}

TEST_CASE("what PyTorch gives") {
  CHECK(at(-1, "elu", arguments("elu")) == near(-0.6321205588285577));
  CHECK(at(-1, "elu", arguments("elu", {{"alpha", 2.0}})) == near(-1.2642411176571153));
  CHECK(at(1.5, "elu", arguments("elu", {{"alpha", 2.0}})) == 1.5);
  CHECK(at(1, "hard_sigmoid", arguments("hard_sigmoid")) == near(2.0 / 3));
  CHECK(at(1, "silu", {}) == near(0.7310585786300049));
  CHECK(at(-2, "silu", {}) == near(-0.2384058440442351));
  CHECK(at(1, "mish", {}) == near(0.8650983882673103));
  CHECK(at(-1, "mish", {}) == near(-0.3034014613741502));
  CHECK(at(1, "gelu", arguments("gelu")) == near(0.8413447460685429));
  CHECK(at(-1, "gelu", arguments("gelu")) == near(-0.15865525393145707));
  Arguments approximate = arguments("gelu", {{"approximate", std::string("tanh")}});
  CHECK(at(1, "gelu", approximate) == near(0.8411919906082768));
  CHECK(at(-1, "gelu", approximate) == near(-0.15880800939172324));
}

TEST_CASE("small results stay accurate where formulas would cancel") {
  CHECK(at(-1e-12, "elu", arguments("elu")) == near(-1e-12));
  CHECK(at(-20, "gelu", arguments("gelu")) == near(-20 * 2.7536241186062337e-89));
  CHECK(at(-40, "silu", {}) == near(-40 * std::exp(-40.0)));
}

TEST_CASE("activations at the ends of the number line") {
  for (const Row &row : allActivations()) {
    CAPTURE(row.keyword);
    CHECK(std::isnan(at(notANumber, row.keyword, row.arguments)));
    for (double sign : {-1.0, 1.0}) {
      double end = at(sign * infinity, row.keyword, row.arguments), far = at(sign * 1e30, row.keyword, row.arguments);
      CHECK_FALSE(std::isnan(end));
      CHECK((std::isinf(end) ? std::fabs(far) >= 1e29 && std::signbit(far) == std::signbit(end) : far == near(end)));
    }
  }
}
