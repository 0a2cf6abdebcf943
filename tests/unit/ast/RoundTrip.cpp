// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Printing loses nothing: the printed text parses to the same tree, and printing that gives the same text.
#include "ast/Dump.h"
#include "ast/Print.h"
#include "support/Files.h"
#include "support/Parsed.h"
#include "support/Paths.h"
#include "support/Programs.h"
#include "support/RandomProgram.h"

#include <doctest/doctest.h>

using namespace evenstride;
using namespace evenstride::test;

namespace {

std::string tree(const Parsed &parsed) { return ast::dump(parsed.module, ast::Spans::Left); }

void checkRoundTrip(const std::string &text) {
  const Parsed first = parseText(text);
  INFO(text);
  REQUIRE(errorPlaces(first) == Places{});
  const std::string printed = ast::print(first.module);
  INFO(printed);
  const Parsed second = parseText(printed);
  REQUIRE(errorPlaces(second) == Places{});
  REQUIRE(tree(second) == tree(first));
  REQUIRE(ast::print(second.module) == printed);
}

} // namespace

TEST_CASE("every program in the repository that has no error of syntax survives printing") {
  checkReadablePrograms(checkRoundTrip);
}

TEST_CASE("random programs survive printing") {
  for (uint64_t seed = 0; seed < 3000; ++seed) {
    CAPTURE(seed);
    checkRoundTrip(randomProgram(seed));
  }
}

TEST_CASE("a tree that differs gives another text without spans") {
  const auto treeOf = [](const std::string &value) {
    return tree(parseText("network n(x: f32[1]) { return " + value + " }"));
  };
  CHECK(treeOf("x -> conv(8, 3x3)") == treeOf("x->conv( 8 ,3x3 )"));
  CHECK(treeOf("(x -> conv(8, 3x3))") == treeOf("x -> conv(8, 3x3)"));
  CHECK(treeOf("x -> conv(8, 3x3)") != treeOf("x -> conv(8, 3x3) @a"));
  CHECK(treeOf("x + x") != treeOf("x - x"));
  CHECK(treeOf("x -> f(1 - (2 - 3))") != treeOf("x -> f(1 - 2 - 3)"));
  CHECK(treeOf("x -> f(0..3)") != treeOf("x -> f(0..=3)"));
  CHECK(treeOf("x -> f(a: 3)") != treeOf("x -> f(3)"));
  CHECK(treeOf("x -> repeat 2 { relu }") != treeOf("x -> repeat i in 0..2 { relu }"));
}
