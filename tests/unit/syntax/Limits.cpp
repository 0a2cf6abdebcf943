// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What no person writes: depth, size, bytes that are no text. Each gives a diagnostic, soon.
#include "support/Parsed.h"

#include <doctest/doctest.h>

using namespace evenstride;
using namespace evenstride::test;

namespace {

Parsed parseValue(const std::string &value) { return parseText("network n(x: f32[1]) {\nreturn " + value + "\n}\n"); }

std::string times(size_t count, std::string_view text) {
  std::string result;
  for (size_t i = 0; i < count; ++i)
    result += text;
  return result;
}

} // namespace

TEST_CASE("brackets nest up to a limit") {
  CHECK(errorPlaces(parseValue(times(98, "(") + "x" + times(98, ")"))) == Places{});
  CHECK(errorPlaces(parseValue(times(100, "(") + "x" + times(100, ")"))) == Places{"E0113 2:107"});
  CHECK(errorPlaces(parseValue(times(200000, "("))) == Places{"E0113 2:107"});
  CHECK(errorPlaces(parseValue(times(50000, "f(a: x -> repeat 2 { conv(["))).front() == "E0113 2:682");
}

TEST_CASE("operators in a row are bounded, lists and pipelines are not") {
  CHECK(errorPlaces(parseValue("x" + times(400, " + x"))) == Places{});
  CHECK(errorPlaces(parseValue("x" + times(100000, " + x"))).size() == 1);
  CHECK(errorPlaces(parseValue("x" + times(100000, " + x"))).front().substr(0, 5) == "E0113");
  CHECK(errorPlaces(parseValue("f(" + times(100000, "-") + "1)")).front().substr(0, 5) == "E0113");
  CHECK(errorPlaces(parseValue("x" + times(20000, " -> relu"))) == Places{});
  CHECK(errorPlaces(parseValue("f(" + times(20000, "1 + 2, ") + "3)")) == Places{});
}

TEST_CASE("broken text in deep brackets takes no exponential time") {
  for (const char *opening : {"(", "f(", "f(a: ", "x + (", "x * (1, ", "x -> f(", "x -> repeat 2 { f(", "-("}) {
    CAPTURE(opening);
    CHECK_FALSE(errorPlaces(parseValue(times(45, opening) + "$ )")).empty());
    CHECK_FALSE(errorPlaces(parseValue(times(45, opening) + ", ]")).empty());
  }
}

TEST_CASE("a file of errors stops after a hundred") {
  CHECK(errorPlaces(parseText(times(5000, "network n(x: f32[1]) { let a = ) let b = ] return }\n"))).size() == 101);
  CHECK(errorPlaces(parseText(times(5000, "$ \n"))).size() == 101);
  CHECK(errorPlaces(parseText(times(5000, "$ \n"))).back().substr(0, 5) == "E0115");
}

TEST_CASE("one statement of many mistakes is read again only so often") {
  const Places errors = errorPlaces(parseValue("f(" + times(200000, "1 2, ") + "3)"));
  CHECK(errors.size() > 1);
  CHECK(errors.size() <= 101);
}

TEST_CASE("large files are refused, empty ones are told") {
  CHECK(errorPlaces(parseText(std::string((4u << 20) + 1, ' '))) == Places{"E0114 1:1"});
  CHECK(errorPlaces(parseText("")) == Places{"E0003 1:1"});
  CHECK(errorPlaces(parseText("  # only a comment\n\n")) == Places{"E0003 1:1"});
}

TEST_CASE("bytes that are no text") {
  CHECK(errorPlaces(parseText(std::string("network\n\0 n", 11))) == Places{"E0002 2:1"});
  CHECK(errorPlaces(parseText("network n\xFF(x)")) == Places{"E0002 1:10"});
  CHECK(errorPlaces(parseText("\x7F"
                              "ELF\x02\x01\x01")) == Places{"E0104 1:1", "E0104 1:5", "E0104 1:6", "E0104 1:7"});
}
