// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Names, integers, types and statements.
#include "unit/check/CheckText.h"

#include <doctest/doctest.h>

using namespace evenstride;

static std::string inBody(const std::string &body) {
  return checkText("network n(x: f32[4, 8, 8]) {\n" + body + "\n}\n").codes();
}

TEST_CASE("names are declared once and hide nothing") {
  CHECK(inBody("let a = x -> relu\nlet a = x -> tanh\nreturn a") == "E0203");
  CHECK(inBody("let x = x -> relu\nreturn x") == "E0203");
  CHECK(inBody("let i = 3\nreturn x -> repeat i in 0..2 { relu }") == "E0204");
  CHECK(inBody("return y") == "E0202");
  CHECK(checkText("block conv(x) { return x -> relu }\nnetwork n(x: f32[1, 2, 2]) { return x }\n").codes() == "E0204");
  CHECK(checkText("network n(x: f32[1, 2, 2]) { return x }\nnetwork n(x: f32[1, 2, 2]) { return x }\n").codes() ==
        "E0203");
  CHECK(checkText("network n(x: f32[1, 2, 2], x: f32[1, 2, 2]) { return x }\n").codes() == "E0203");
}

TEST_CASE("integers are exact and checked") {
  auto filters = [](const std::string &expression) -> int64_t {
    Checked checked =
        checkText("network n(x: f32[4, 8, 8]) {\n    let a = 6\n    return x -> conv(" + expression + ", 1x1)\n}\n");
    return checked.codes().empty() ? checked.graphs[0].nodes[0].arguments.integer("filters") : -1;
  };
  CHECK(filters("a * 2 + 1") == 13);
  CHECK(filters("(a + 2) / 4") == 2);
  CHECK(filters("a % 4") == 2);
  CHECK(filters("-a % 4") == 2);
  CHECK(filters("a - -a") == 12);
  CHECK(inBody("let a = 7 / 2\nreturn x") == "E0214");
  CHECK(inBody("let a = 7 / 0\nreturn x") == "E0214");
  CHECK(inBody("let a = 7 % 0\nreturn x") == "E0214");
  CHECK(inBody("let a = 9223372036854775807 + 1\nreturn x") == "E0215");
  CHECK(inBody("let a = 4611686018427387904 * 2\nreturn x") == "E0215");
  CHECK(inBody("let a = (-9223372036854775807 - 1) / -1\nreturn x") == "E0215");
  CHECK(inBody("let a = (-9223372036854775807 - 1) % -1\nreturn x -> conv(a + 1, 1x1)") == "");
  CHECK(inBody("let a = 7 / 2\nreturn x -> conv(a, 1x1) -> conv(a * 2, 1x1)") == "E0214"); // no echoes
}

TEST_CASE("tensors and integers are kept apart") {
  CHECK(inBody("return x -> conv(x, 1x1)") == "E0208");
  CHECK(inBody("return x + 3") == "E0216");
  CHECK(inBody("return x / x") == "E0216");
  CHECK(inBody("let a = 3\nreturn a") == "E0216");
  CHECK(inBody("return x -> conv(x + 1, 1x1)") == "E0216");
}

TEST_CASE("statements end in one return") {
  CHECK(inBody("let a = x -> relu") == "E0218");
  CHECK(inBody("return x\nlet a = x -> relu") == "E0218");
  CHECK(inBody("let a, b = x -> relu\nreturn x") == "E0217");
}

TEST_CASE("types of inputs") {
  auto type = [](const std::string &type) {
    return checkText("network n(x: " + type + ") { return x -> relu }\n").codes();
  };
  CHECK(type("f32[3, 8, 8]") == "");
  CHECK(type("f32[3, 4 * 2, 8]") == "");
  CHECK(type("f16[3, 8, 8]") == "E0221");
  CHECK(type("f32[3, 8]") == "E0221");
  CHECK(type("f32[1, 3, 8, 8]") == "E0221");
  CHECK(type("f32[0, 8, 8]") == "E0221");
  CHECK(type("f32[3, 300000000, 1]") == "E0304");
  CHECK(type("f32[3, 100000, 100000]") == "E0304");
  CHECK(type("f32[3, H, 8]") == "E0202");
}

TEST_CASE("expectations hold or say what comes out") {
  CHECK(inBody("return x -> conv(16, 3x3) -> expect [16, 6, 6] -> expect [_, _, 6]") == "");
  Checked wrong =
      checkText("network n(x: f32[4, 8, 8]) {\n    return x -> conv(16, 3x3) -> relu -> expect [16, 8, 6]\n}\n");
  REQUIRE(wrong.codes() == "E0306");
  CHECK(wrong.all()[0].primary.span.text() == "8");
  CHECK(wrong.all()[0].primary.message == "6 rows come out here");
  CHECK(wrong.all()[0].labels[0].span.text() == "conv(16, 3x3)");
}

TEST_CASE("repeats") {
  CHECK(inBody("return x -> repeat 0 { relu }") == "");
  CHECK(inBody("return x -> repeat i in 2..2 { relu }") == "");
  CHECK(inBody("return x -> repeat i in 3..1 { relu }") == "E0223");
  CHECK(inBody("return x -> repeat -1 { relu }") == "E0223");
  CHECK(inBody("return x -> repeat 1000000000000 { relu }") == "E0219");
  CHECK(inBody("return x -> repeat 1000000 { repeat 1000000 { repeat 0 { relu } } }") == "E0219");
  CHECK(checkText("network n(x: f32[1, 2, 2]) { return x -> repeat i in 1..=3 { conv(i, 1x1) } }\n")
            .graphs[0]
            .nodes.size() == 3);
}

TEST_CASE("one run reports every error, in order, without echoes") {
  CHECK(inBody("let a = x -> foo -> conv(8, 3x3, stride: 2) -> expect [1, 1, 1]\n"
               "let b = a + x\nlet c = concat(b, q)\nreturn x -> conv(8, 3x3, stride: 2) -> max_pool(4) -> bar") ==
        "E0201 E0202 E0301 E0201");
}
