// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Calls of blocks: binding, results, recursion, and one report for all copies of a place.
#include "unit/check/CheckText.h"

#include "diagnostics/Edits.h"

#include <doctest/doctest.h>

using namespace evenstride;
using diagnostics::Code;
using diagnostics::FixTag;

static std::string withCall(const std::string &call) {
  return checkText("block two(x, n: int, m: int) { return x -> conv(n, 1x1), x -> conv(m, 1x1) }\n"
                   "network n(x: f32[4, 8, 8]) {\n    " +
                   call + "\n}\n")
      .codes();
}

TEST_CASE("blocks bind tensors and integers") {
  CHECK(withCall("let a, b = x -> two(3, 4)\nreturn a, b") == "");
  CHECK(withCall("let a, b = two(x, 3, m: 4)\nreturn a, b") == "");
  CHECK(withCall("let a, b = two(m: 3, n: 4, x: x -> relu)\nreturn a, b") == "");
  CHECK(withCall("let a, b = x -> two(3)\nreturn a, b") == "E0206");
  CHECK(withCall("let a, b = x -> two(3, 4, 5)\nreturn a, b") == "E0211");
  CHECK(withCall("let a, b = x -> two(3, 4, n: 5)\nreturn a, b") == "E0207");
  CHECK(withCall("let a, b = x -> two(3, k: 5, m: 4)\nreturn a, b") == "E0205");
  CHECK(withCall("let a, b = x -> two(n: 3, 4)\nreturn a, b") == "E0210");
  CHECK(withCall("let a, b = x -> two(x, 4)\nreturn a, b") == "E0216");
  CHECK(withCall("return x -> two(3, 4)") == "E0217");
  CHECK(withCall("let a, b, c = x -> two(3, 4)\nreturn a") == "E0217");
  CHECK(withCall("return x -> two(3, 4) -> relu") == "E0217");
}

TEST_CASE("blocks see their own names only") {
  CHECK(checkText("block b(x) { return x -> conv(k, 1x1) + y }\n"
                  "network n(y: f32[4, 8, 8]) {\n    let k = 3\n    return y -> b\n}\n")
            .codes()
            .starts_with("E0"));
  CHECK(checkText("block b(x) { return x -> conv(k, 1x1) }\n"
                  "network n(y: f32[4, 8, 8]) {\n    let k = 3\n    return y -> b\n}\n")
            .codes() == "E0202");
}

TEST_CASE("a block that nobody calls is looked at all the same") {
  CHECK(checkText("block b(x, n: int) { return x -> foo -> conv(n, 3x3, padding: 1) }\n").codes() == "E0201 E0205");
}

TEST_CASE("a block does not call itself, also by way of others") {
  Checked direct = checkText("block a(x) { return x -> relu -> a }\nnetwork n(x: f32[1, 2, 2]) { return x -> a }\n");
  REQUIRE(direct.codes() == "E0213");
  CHECK(direct.all()[0].notes[0] == "`a` calls `a`");
  CHECK(checkText("block a(x) { return x -> repeat 2 { b } }\nblock b(x) { return concat(x, x -> c) }\n"
                  "block c(x) { return x + (x -> a) }\nblock d(x) { return x -> a }\n")
            .codes() == "E0213");
}

TEST_CASE("hostile nests of blocks come to an end") {
  std::string text = "block b0(x) { return x }\n";
  for (int i = 1; i <= 40; ++i)
    text += "block b" + std::to_string(i) + "(x) { return x -> b" + std::to_string(i - 1) + " -> b" +
            std::to_string(i - 1) + " }\n";
  CHECK(checkText(text + "network n(x: f32[1, 2, 2]) { return x -> b40 }\n").codes() == "E0219");
  text = "block b0(x) { return x }\n";
  for (int i = 1; i <= 1000; ++i)
    text += "block b" + std::to_string(i) + "(x) { return x -> b" + std::to_string(i - 1) + " }\n";
  CHECK(checkText(text + "network n(x: f32[1, 2, 2]) { return x -> b1000 }\n").codes() == "E0219");
}

TEST_CASE("copies that fail alike are one error, and a fix is right in all of them") {
  std::string block = "block down(x) {\n    return x -> conv(8, 3x3, stride: 2, pad: 1) -> relu\n}\n";
  Checked alike = checkText(block + "network n(x: f32[3, 64, 64]) { return x -> down -> down -> down }\n");
  REQUIRE(alike.codes() == "E0301");
  const diagnostics::Diagnostic &diagnostic = alike.all()[0];
  CHECK(diagnostic.notes.back() == "first in `down1.conv1`, and in 2 more copies");
  REQUIRE_FALSE(diagnostic.fixes.empty());
  CHECK(diagnostic.fixes[0].tag == FixTag::BitIdentical);
  CHECK(diagnostic.fixes[0].edits[0].text == "(1, 1, 0, 0)");
  CHECK(checkText(diagnostics::applyEdits(*alike.file, diagnostic.fixes[0].edits).text).codes() == "");

  // 64 is at fault, 33 is not: trimming would break the second, so the floor is offered.
  Checked differ =
      checkText(block + "network n(x: f32[3, 64, 64], y: f32[3, 33, 33]) { return a: x -> down, b: y -> down }\n");
  REQUIRE(differ.codes() == "E0301");
  REQUIRE_FALSE(differ.all()[0].fixes.empty());
  CHECK(differ.all()[0].fixes[0].tag == FixTag::BitIdentical);
  CHECK(differ.all()[0].fixes[0].edits[0].text == ", round: down");
  CHECK(checkText(diagnostics::applyEdits(*differ.file, differ.all()[0].fixes[0].edits).text).codes() == "");
}
