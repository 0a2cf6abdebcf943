// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The solver's closed form against the check at every size.
#include "NetworkText.h"
#include "check/SizeRelations.h"
#include "check/SizeSolver.h"

#include <doctest/doctest.h>

using namespace evenstride;
using check::SizeAnswer;
using check::WeightsMay;

static std::string square(const std::string &body, int64_t first) {
  return "network n(x: f32[4, N, N]) where N in " + std::to_string(first) + "..=48 {\n" + body + "}\n";
}

static SizeAnswer answerFor(const std::string &body, int64_t present) {
  Examined examined = examineText(square(body, present));
  REQUIRE(examined.flow().sizes.complete());
  return check::solveSizes(examined.flow().sizes, 0, WeightsMay::Change);
}

TEST_CASE("the accepted sizes of random networks are those that check, wherever the solver starts from") {
  std::mt19937 random(20);
  int64_t accepted = 0, classes = 0, none = 0;
  for (int round = 0; round < 600; ++round) {
    std::string body = randomBody(random, round % 2 == 0 ? Roundings::None : Roundings::Some);
    CAPTURE(body);
    SizeAnswer answer = answerFor(body, 1 + int64_t(random() % 48));
    REQUIRE_FALSE(answer.partial);
    for (int64_t size = 1; size <= 48; ++size) {
      CAPTURE(size);
      bool checks = accepts(body, size, size);
      accepted += checks;
      REQUIRE(answer.sizes.contains(size) == checks);
    }
    none += answer.sizes.empty();
    classes += !answer.sizes.empty() && answer.sizes.classes().modulus > 1;
    CHECK(answer.sizes.empty() == answer.conflict.has_value());
  }
  CHECK(accepted > 2000);
  CHECK(classes > 100);
  CHECK(none > 20);
}

TEST_CASE("the layers that bring factors are named, and their product is the modulus") {
  std::string body = "return x -> conv(4, 3x3, stride: 2) -> relu -> max_pool(2) -> conv(4, 3x3, pad: 1)\n";
  Examined examined = examineText("network n(x: f32[4, 29, 29]) { " + body + "}\n");
  SizeAnswer answer = check::solveSizes(examined.flow().sizes, 0, WeightsMay::Stay);
  check::ResidueClasses classes = answer.sizes.classes();
  CHECK(classes.modulus == 4);
  CHECK(classes.residues == std::vector<int64_t>{1});
  CHECK(classes.least == 5);
  REQUIRE(answer.factors.size() == 2);
  CHECK(answer.factors[0].node == 0);
  CHECK(answer.factors[0].factor == 2);
  CHECK(answer.factors[1].node == 2);
}

static std::pair<std::string, std::string> conflictIn(const std::string &body) {
  Examined examined = examineText("network n(x: f32[4, 64, 64]) {\n" + body + "}\n");
  SizeAnswer answer = check::solveSizes(examined.flow().sizes, 0, WeightsMay::Stay);
  REQUIRE(answer.conflict);
  auto path = [&](int32_t node) { return node < 0 ? "" : examined.flow().graph.nodes[size_t(node)].path; };
  return {path(answer.conflict->first), path(answer.conflict->second)};
}

TEST_CASE("layers that exclude each other are named") {
  CHECK(conflictIn("return x -> relu -> upsample(2) -> relu -> pad(top: 1) -> conv(4, 2x1, stride: 2)\n") ==
        std::pair<std::string, std::string>("upsample1", "conv1"));
  CHECK(conflictIn("let a = x -> conv(4, 3x3, stride: 2)\n let b = x -> conv(4, 2x2, stride: 2)\n return a, b\n") ==
        std::pair<std::string, std::string>("conv1", "conv2"));
  CHECK(conflictIn("return concat(x, x -> crop(top: 1))\n").second == "concat1");
}

TEST_CASE("weights that count the image fit the present size alone") {
  Examined examined =
      examineText("network n(x: f32[4, 28, 28]) { return x -> conv(4, 5x5) -> flatten -> relu -> dense(10) }\n");
  REQUIRE_FALSE(examined.hasErrors());
  check::ResidueClasses classes = check::solveSizes(examined.flow().sizes, 0, WeightsMay::Stay).sizes.classes();
  CHECK(classes.modulus == 0);
  CHECK(classes.least == 28);
  CHECK(check::solveSizes(examined.flow().sizes, 0, WeightsMay::Change).sizes.classes().modulus == 1);
}

TEST_CASE("inputs whose values meet have one size") {
  Examined examined = examineText("network n(a: f32[4, 30, 30], b: f32[4, 30, 30]) {\n"
                                  "return (a -> max_pool(2)) + (b -> max_pool(2))\n}\n");
  CHECK(check::tiedTo(examined.flow().sizes, 0) == std::vector<check::SizeVariable>{0, 2});
  CHECK(check::solveSizes(examined.flow().sizes, 0, WeightsMay::Stay).sizes.classes().modulus == 2);
}
