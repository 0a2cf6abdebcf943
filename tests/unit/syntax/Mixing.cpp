// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `->` beside operators: an error with its readings, unless parentheses say which is meant.
#include "support/Parsed.h"

#include <doctest/doctest.h>

using namespace evenstride;
using namespace evenstride::test;
using Texts = std::vector<std::string>;

namespace {

Parsed parseValue(const std::string &value) { return parseText("network n(x: f32[1]) { return " + value + " }"); }

Texts readings(const std::string &value) {
  const Parsed parsed = parseValue(value);
  REQUIRE(parsed.sink.all().size() == 1);
  CHECK(parsed.sink.all()[0].code == diagnostics::Code::E0103);
  return parsed.sink.all()[0].help;
}

} // namespace

TEST_CASE("both readings are written out") {
  CHECK(readings("a - b -> relu") == Texts{"one reading: `a - (b -> relu)`", "the other: `(a - b) -> relu`"});
  CHECK(readings("a -> f + b -> g") == Texts{"one reading: `(a -> f) + (b -> g)`", "the other: `((a -> f) + b) -> g`"});
  CHECK(readings("a * b -> f(1,\n 2) -> g - c") ==
        Texts{"one reading: `a * (b -> f(1, 2) -> g) - c`", "the other: `((a * b) -> f(1, 2) -> g) - c`"});
  CHECK(readings("-a + b -> f") == Texts{"one reading: `-a + (b -> f)`", "the other: `(-a + b) -> f`"});
}

TEST_CASE("where only one reading is possible, that one is given") {
  CHECK(readings("x -> relu + x") == Texts{"write `(x -> relu) + x`"});
}

TEST_CASE("the place is the operator beside the arrow") {
  const Parsed parsed = parseValue("a + b - c -> relu");
  REQUIRE(errorPlaces(parsed) == Places{"E0103 1:37"});
  const diagnostics::Diagnostic &error = parsed.sink.all()[0];
  REQUIRE(error.labels.size() == 1);
  CHECK(error.labels[0].span.text() == "->");
}

TEST_CASE("parentheses, arguments and bounds settle it") {
  for (const char *clear :
       {"(a - b) -> relu", "a - (b -> relu)", "a -> f(b + c)", "a -> repeat n - 1 { relu } -> g", "-a -> relu",
        "a -> repeat i in 0..n * 2 { f(i + 1) @\"l{i + 1}\" }", "f(a -> g, b + c)", "a -> expect [n + 1, _, _]"}) {
    CAPTURE(clear);
    CHECK(errorPlaces(parseValue(clear)) == Places{});
  }
}

TEST_CASE("a mixture within parentheses is found, too, and each one once") {
  CHECK(errorPlaces(parseValue("f(a + b -> g) -> h(1, c - d -> k)")) == Texts{"E0103 1:35", "E0103 1:55"});
}

TEST_CASE("long parts are shortened") {
  const Texts texts = readings("a + b -> conv(64, 3x3, stride: 1, pad: (1, 1, 1, 1), groups: 4, bias: false) -> relu");
  REQUIRE(texts.size() == 2);
  CHECK(texts[1] == "the other: `(a + b) -> …`");
}
