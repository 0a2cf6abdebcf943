// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Tensors that meet.
#include "unit/check/CheckText.h"

#include <doctest/doctest.h>

using namespace evenstride;

static Checked inBody(const std::string &body) { return checkText("network n(x: f32[4, 8, 8]) {\n" + body + "\n}\n"); }

TEST_CASE("equal shapes meet, and [C, 1, 1] meets every size") {
  CHECK(inBody("return x + (x -> relu)").codes() == "");
  CHECK(inBody("let g = x -> global_avg_pool -> sigmoid\nreturn x * g").codes() == "");
  CHECK(inBody("let g = x -> global_avg_pool -> sigmoid\nreturn g * x").codes() == "");
  CHECK(inBody("return concat(x, x -> conv(9, 1x1), x)").codes() == "");
}

TEST_CASE("a mismatch points at the merge, and at where each size comes from") {
  Checked sum = inBody("let a = x -> conv(4, 3x3) -> relu\nreturn a - x");
  REQUIRE(sum.codes() == "E0305");
  const diagnostics::Diagnostic &diagnostic = sum.all()[0];
  CHECK(diagnostic.primary.span.text() == "-");
  CHECK(diagnostic.primary.message == "[4, 6, 6] - [4, 8, 8]");
  REQUIRE(diagnostic.labels.size() == 2);
  CHECK(diagnostic.labels[0].message == "`conv1` makes 6 rows of 8");
  CHECK(diagnostic.labels[1].message == "`x` gives 8 rows");
  Checked channels = inBody("return (x -> conv(5, 1x1)) + x");
  REQUIRE(channels.codes() == "E0305");
  CHECK(channels.all()[0].labels[0].message == "`conv1` gives 5 channels");
  CHECK(inBody("return concat(x, x -> conv(4, 3x1, pad: 0))").codes() == "E0305");
}

TEST_CASE("a merge behind lost data is no second error") {
  CHECK(inBody("let a = x -> conv(4, 3x3, stride: 2)\nreturn a + (x -> max_pool(2))").codes() == "E0301");
  // Behind unused padding the floor's size is what the offered fix gives, so the mismatch is real.
  CHECK(inBody("let a = x -> conv(4, 3x3, stride: 2, pad: 1)\nreturn a + x").codes() == "E0301 E0305");
  // Channels do not depend on it.
  CHECK(inBody("let a = x -> conv(5, 3x3, stride: 2)\nreturn a + (x -> max_pool(2))").codes() == "E0301 E0305");
}

TEST_CASE("a merge that no size satisfies offers no size") {
  Checked checked = inBody("let a = x -> conv(4, 2x2, stride: 3)\n"
                           "let b = a -> conv(4, 2x2)\nreturn concat(a, b)");
  REQUIRE(checked.codes().starts_with("E0301") == false);
}
