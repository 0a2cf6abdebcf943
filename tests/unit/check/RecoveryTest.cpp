// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One run reports every error of its own, and none that follows from another.
#include "unit/check/CheckText.h"

#include <doctest/doctest.h>

using namespace evenstride;

namespace {

/// The codes on a network of statements over f32[3, 64, 64].
std::string codes(const std::string &statements) {
  Checked checked = checkText("block b(x, n: int) { return x -> conv(n, 3x3, pad: 1) -> relu }\n"
                              "network n(image: f32[3, 64, 64]) {\n" +
                              statements + "\n}\n");
  CAPTURE(statements);
  for (size_t i = 1; i < checked.all().size(); ++i) // in order of position
    CHECK(checked.all()[i - 1].primary.span.begin <= checked.all()[i].primary.span.begin);
  return checked.codes();
}

/// One early error, and behind it everything that a size, a number of channels or a name could still make fail.
const char *const rest = "    let q = p -> max_pool(2) -> b(8) -> conv(16, 3x3, stride: 2, pad: (1, 1, 0, 0))\n"
                         "    let r = concat(q, q -> depthwise_conv(3x3, pad: 1)) -> expect [32, _, _]\n"
                         "    let s = r + (r -> relu)\n"
                         "    return s -> repeat 3 { b(32) } -> global_avg_pool -> dense(10), q";

} // namespace

TEST_CASE("an early error is one error, whatever comes behind it") {
  auto early = [](const std::string &line) { return codes("    let p = " + line + "\n" + rest); };
  CHECK(early("image -> conv(8, 3x3, pad: 1)") == ""); // the rest is right
  CHECK(early("image -> foo(8)") == "E0201");
  CHECK(early("picture -> relu") == "E0202");
  CHECK(early("image -> conv(8, 3x3, padding: 1)") == "E0205");
  CHECK(early("image -> conv(8)") == "E0206");
  CHECK(early("image -> conv(relu, 3x3)").starts_with("E02"));
  CHECK(early("image -> conv(0, 3x3, pad: 1)") == "E0209");
  CHECK(early("image -> b(8, 9)") == "E0211");
  CHECK(early("image -> b") == "E0206");
  CHECK(early("image -> conv(7 / 2, 3x3, pad: 1)") == "E0214");
  CHECK(early("image -> conv(8, 3x3, stride: 2)") == "E0301");
  CHECK(early("image -> conv(8, 65x65)") == "E0302");
  CHECK(early("image -> conv(8, 3x3, stride: 0)") == "E0303");
  CHECK(early("image + (image -> max_pool(2))") == "E0305");
  CHECK(early("image -> expect [4, 64, 64] -> conv(8, 3x3, pad: 1)") == "E0306");
  CHECK(early("image -> conv(8, 3x3, pad: 1, groups: 5)") == "E0307");
  CHECK(early("image -> max_pool(2, stride: 1, pad: 2)").starts_with("E0308"));
  CHECK(early("image -> conv(8, 3x3, stride: 2, pad: same)") == "E0309");
  CHECK(early("image -> crop(top: 64)") == "E0310");
}

TEST_CASE("errors behind an error that have nothing to do with it are found in the same run") {
  // Arguments, names and channels are looked at though nobody knows the sizes.
  CHECK(codes("    return image -> foo -> conv(8, 3x3, padding: 1) -> bar\n") == "E0201 E0205 E0201");
  CHECK(codes("    return image -> conv(8, 3x3, stride: 2) -> conv(16, 3x3, groups: 3) -> relu(4)\n") ==
        "E0301 E0307 E0211");
  CHECK(codes("    let a = image -> conv(8, 3x3, stride: 2)\n    let c = image -> conv(8, 5x5, stride: 3, pad: 1)\n"
              "    return a -> global_avg_pool, c\n") == "E0301 E0301");
  CHECK(codes("    let a = wrong -> relu\n    let c = image -> conv(8, 3x3, stride: 2)\n    return a + c, d\n") ==
        "E0202 E0301 E0202");
  CHECK(codes("    return image -> repeat i in 0..3 { conv(i / 2 + 1, 3x3, bias: 1) }\n") == "E0214 E0208");
  // A window that is wrong by its own numbers is wrong behind any size.
  CHECK(codes("    return image -> conv(8, 3x3, stride: 2) -> conv(8, 3x3, stride: 0) -> max_pool(0)\n") ==
        "E0301 E0303 E0303");
}

TEST_CASE("networks and blocks of one file are checked whatever the others hold") {
  Checked checked = checkText("block a(x) { return x -> foo }\n"
                              "network one(x: f32[1, 8, 8]) { return x -> a -> bar }\n"
                              "network two(x: f32[1, 8, 8]) { return x -> conv(1, 3x3, stride: 2) }\n"
                              "block b(x) { return y }\n");
  CHECK(checked.codes() == "E0201 E0201 E0301 E0202");
}

TEST_CASE("an error of syntax hides neither the statements beside it nor their errors") {
  CHECK(
      codes("    let a = image -> -> relu\n    let c = image -> foo\n    return image -> conv(8, 3x3, stride: 2)\n") ==
      "E0101 E0201 E0301");
}
