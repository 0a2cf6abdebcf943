// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Faults of single words, numbers and characters.
#include "support/Parsed.h"

#include <doctest/doctest.h>

using namespace evenstride;
using namespace evenstride::test;

namespace {

Parsed parseValue(const std::string &value) { return parseText("network n(x: f32[1]) {\nreturn " + value + "\n}\n"); }
Places errors(const std::string &value) { return errorPlaces(parseValue(value)); }

/// What the first fix writes.
std::string fix(const std::string &value) {
  const Parsed parsed = parseValue(value);
  REQUIRE(parsed.sink.all().size() == 1);
  REQUIRE(parsed.sink.all()[0].fixes.size() == 1);
  CHECK_FALSE(parsed.sink.all()[0].fixes[0].tag.has_value());
  return parsed.sink.all()[0].fixes[0].edits.at(0).text;
}

} // namespace

TEST_CASE("numbers are written in one way") {
  CHECK(errors("f(.5)") == Places{"E0105 2:10"});
  CHECK(fix("f(.5)") == "0.5");
  CHECK(errors("f(5.)") == Places{"E0105 2:10"});
  CHECK(fix("f(5.)") == "5.0");
  CHECK(errors("f(5px, 3x, 0x1F, 1e)") == Places{"E0105 2:10", "E0105 2:15", "E0105 2:19", "E0105 2:25"});
}

TEST_CASE("windows are written without blanks") {
  for (const char *window : {"3 x 5", "3x 5", "3 x5", "3X5", "3×5"}) {
    CAPTURE(window);
    CHECK(errors("f(" + std::string(window) + ")") == Places{"E0105 2:10"});
    CHECK(fix("f(" + std::string(window) + ")") == "3x5");
  }
  CHECK(errors("f(3*5, 3 * 5)") == Places{});
}

TEST_CASE("numbers that do not fit") {
  CHECK(errors("f(9223372036854775808)") == Places{"E0106 2:10"});
  CHECK(errors("f(3x9223372036854775808, 9223372036854775808x3)") == Places{"E0106 2:10", "E0106 2:33"});
  CHECK(errors("f(1e999)") == Places{"E0106 2:10"});
  CHECK(errors("f(9223372036854775807, 1e308)") == Places{});
}

TEST_CASE("units stand in budgets alone") {
  const auto places = [](const std::string &limit) {
    return errorPlaces(parseText("network n(x: f32[1]) {\nrequire arena <= " + limit + "\nreturn x }"));
  };
  CHECK(places("16MiB, macs <= 1.5G, params <= 2 * 3k, arena <= 7B") == Places{});
  CHECK(places("16mib") == Places{"E0105 2:18"});
  CHECK(places("16px") == Places{"E0105 2:18"});
  CHECK(places("1.5B") == Places{"E0105 2:18"});
  CHECK(places("1e3k") == Places{"E0105 2:18"});
  CHECK(places("9300000000G") == Places{"E0106 2:18"});
  CHECK(errors("f(16MiB)") == Places{"E0105 2:10"});
}

TEST_CASE("the path of a use is plain text on one line") {
  const std::string rest = "\nnetwork n(x: f32[1]) { return x }";
  CHECK(errorPlaces(parseText("use \"a{b}.stride\"" + rest)) == Places{});
  CHECK(errorPlaces(parseText("use \"a" + rest)) == Places{"E0107 1:5"});
  CHECK(errorPlaces(parseText("use \"\"" + rest)) == Places{"E0107 1:5"});
}

TEST_CASE("signs of other languages") {
  CHECK(fix("x => relu") == "->");
  CHECK(fix("x → relu") == "->");
  CHECK(fix("x − x") == "-");
  CHECK(fix("x;") == "");
  CHECK(fix("x // a comment ( {") == "#");
  CHECK(errors("x /* a\ncomment ) */ -> relu") == Places{"E0104 2:10"});
  CHECK(fix("x\u00A0-> relu") == " ");
  CHECK(errors("x -> relu $ & 日本語") == Places{"E0104 2:18", "E0104 2:20", "E0104 2:22"});
}

TEST_CASE("a dropped character makes no second error") {
  CHECK(errors("x ? relu") == Places{"E0104 2:10"});
  CHECK(errors("f(x ! x)") == Places{"E0104 2:12"});
}

TEST_CASE("columns count characters, not bytes") {
  CHECK(errors("f(x) # ünïcödé\n -> g(\"→→→\" $") == Places{"E0104 3:7", "E0104 3:13"});
}

TEST_CASE("labels with dots or digits stand in quotes") {
  CHECK(errors("x -> f @layer1.0.conv -> relu") == Places{"E0107 2:16"});
  CHECK(fix("x -> f @layer1.0.conv -> relu") == "\"layer1.0.conv\"");
  CHECK(fix("x -> f @0") == "\"0\"");
  CHECK(errors("x -> f @a->relu") == Places{});
}

TEST_CASE("quotes and the braces in them are closed on their line") {
  CHECK(errors("x -> f @\"open\n -> relu") == Places{"E0107 2:16"});
  CHECK(errors("x -> f @\"\"") == Places{"E0107 2:16"});
  CHECK(errors("x -> f @\"a{i\" -> relu") == Places{"E0107 2:18"});
  CHECK(errors("x -> f @\"a{i # }\" -> relu") == Places{"E0107 2:18"});
  CHECK(errors("x -> f @\"a{}\" -> relu") == Places{"E0101 2:19"});
  CHECK(errors("x -> f @\"a{{i\" -> f @\"{1}}\" -> f @\"}\"") == Places{});
}
