// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The canonical layout, and where parentheses stand.
#include "ast/Print.h"
#include "support/Parsed.h"

#include <doctest/doctest.h>

using namespace evenstride;
using namespace evenstride::test;

namespace {

std::string printed(const std::string &text) {
  const Parsed parsed = parseText(text);
  REQUIRE(errorPlaces(parsed) == Places{});
  return ast::print(parsed.module);
}

/// The text of an expression that is returned.
std::string printedValue(const std::string &value) {
  const std::string head = "network n(x: f32[1]) {\n    return ", tail = "\n}\n";
  const std::string text = printed(head + value + tail);
  REQUIRE(text.substr(0, head.size()) == head);
  return text.substr(head.size(), text.size() - head.size() - tail.size());
}

} // namespace

TEST_CASE("a network is laid out as in the language's own examples") {
  CHECK(printed(R"(network denoise(noisy:f32[1,256,256]){let noise=noisy
    ->conv(32,3x3,pad:1)->relu->repeat i in 0..6{conv(32,3x3,pad:1)@"body.{i}"->relu}->conv(1,3x3,pad:1)@tail
    return noisy-noise})") == R"(network denoise(noisy: f32[1, 256, 256]) {
    let noise = noisy
        -> conv(32, 3x3, pad: 1) -> relu
        -> repeat i in 0..6 { conv(32, 3x3, pad: 1) @"body.{i}" -> relu }
        -> conv(1, 3x3, pad: 1) @tail
    return noisy - noise
}
)");
}

TEST_CASE("a pipeline that fits stays on its line") {
  CHECK(printedValue("x -> conv(8, 3x3)\n -> relu\n") == "x -> conv(8, 3x3) -> relu");
}

TEST_CASE("items are set apart by a blank line, and several results by commas") {
  CHECK(printed("block b(x, n: int) { let a, c = x -> split(channels: n) return a, c }\n"
                "network n(x: f32[8, 4, 4]) { let p, q = x -> b(2) return first: p, second: q }") ==
        "block b(x, n: int) {\n    let a, c = x -> split(channels: n)\n    return a, c\n}\n\n"
        "network n(x: f32[8, 4, 4]) {\n    let p, q = x -> b(2)\n    return first: p, second: q\n}\n");
}

TEST_CASE("long lists break behind their commas") {
  CHECK(
      printedValue("concat(x -> conv(1000, 3x3, pad: 1) @left -> relu, x -> conv(1000, 3x3, pad: 1) @right -> relu)") ==
      "concat(x -> conv(1000, 3x3, pad: 1) @left -> relu,\n"
      "                  x -> conv(1000, 3x3, pad: 1) @right -> relu)");
}

TEST_CASE("a repeat that does not fit puts its layers on lines of their own") {
  CHECK(printedValue(
            "x -> repeat i in 0..=12 { conv(1000, 3x3, stride: (1, 1), pad: (1, 1)) @\"stage.{i}.first\" -> relu -> "
            "max_pool(3x3) }") ==
        "x\n"
        "        -> repeat i in 0..=12 {\n"
        "            conv(1000, 3x3, stride: (1, 1), pad: (1, 1)) @\"stage.{i}.first\" -> relu\n"
        "            -> max_pool(3x3)\n"
        "        }");
}

TEST_CASE("parentheses stand where reading back needs them, and nowhere else") {
  for (const char *kept : {"x - (x - x)", "(x + x) * x", "x + x * x", "(x - x) -> relu", "x - (x -> relu)",
                           "(x -> relu) + (x -> tanh)", "f(-(1 + 2))", "f(-1)", "f(-(-1))", "f((1, 2))",
                           "f((1 + 2) % 3)", "f(0..n - 1)", "x + x @sum", "(x + (x -> relu)) @sum", "(x + x @sum) * x",
                           "(x + x @sum) -> relu", "x * f(x) @product @sum", "f()", "(x -> relu)..3"}) {
    CAPTURE(kept);
    const bool onlyAsArgument = std::string(kept).find("..3") != std::string::npos;
    if (onlyAsArgument)
      CHECK(printedValue("f(" + std::string(kept) + ")") == "f(" + std::string(kept) + ")");
    else
      CHECK(printedValue(kept) == kept);
  }
  CHECK(printedValue("((x)) + (x * x)") == "x + x * x");
  CHECK(printedValue("((x - x) - (x))") == "x - x - x");
  CHECK(printedValue("f((1), ((2)))") == "f(1, 2)");
  CHECK(printedValue("x -> relu()") == "x -> relu");
}

TEST_CASE("numbers and labels have one spelling") {
  CHECK(printedValue("x -> f(0.10, 007, 1e3, 2.50e-7, 03x3)") == "x -> f(0.1, 7, 1000.0, 2.5e-07, 3x3)");
  CHECK(printedValue("x -> f @\"word\" -> f @\"two.words\" -> f @\"a{{b}{n + 1}\" -> f @\"in\"") ==
        "x -> f @word -> f @\"two.words\" -> f @\"a{{b}{n + 1}\" -> f @\"in\"");
}
