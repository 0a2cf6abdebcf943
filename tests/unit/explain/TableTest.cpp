// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The table fits its terminal, and the JSON says the same.
#include "explain/Table.h"
#include "explain/Words.h"
#include "support/Files.h"
#include "support/Paths.h"
#include "support/Text.h"
#include "unit/explain/Checked.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <sstream>

using namespace evenstride;
using namespace evenstride::test;

namespace {

std::string table(const CheckedGraph &checked, size_t width) {
  explain::NetworkFigures figures = explain::figuresOf(checked.graph());
  return explain::tableText(figures, explain::hintsOf(figures), width);
}

nlohmann::json json(const CheckedGraph &checked) {
  explain::NetworkFigures figures = explain::figuresOf(checked.graph());
  return nlohmann::json::parse(explain::figuresJson(figures, explain::hintsOf(figures)));
}

size_t widest(const std::string &text) {
  std::istringstream lines(text);
  size_t columns = 0;
  for (std::string line; std::getline(lines, line);)
    columns = std::max(columns, support::codePoints(line));
  return columns;
}

bool contains(const std::string &text, std::string_view part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("the table") {
  CheckedGraph checked =
      pipeline(21, 21, "conv(8, 3, stride: 2) @stem -> relu -> max_pool(2) -> conv(4, 1) -> softmax");
  std::string text = table(checked, 0);
  CHECK(text == golden(sourceDirectory() / "tests/unit/explain/table.txt", text));
}

TEST_CASE("the table is as narrow as the terminal") {
  CheckedGraph checked = pipeline(66, 66,
                                  "conv(8, 3, stride: 3) @\"a.very.long.path.that.nobody.would.like.to.read\""
                                  " -> crop(1, 1, 1, 1) -> conv(8, 1, stride: 2, round: down)");
  for (size_t width : {60, 72, 80, 100, 120, 200}) {
    CAPTURE(width);
    std::string text = table(checked, width);
    CHECK(widest(text) <= width);
    CHECK(contains(text, "would.like.to.read")); // the end of a path stays
  }
  CHECK(contains(table(checked, 80), "…"));
  CHECK_FALSE(contains(table(checked, 0), "…"));
}

TEST_CASE("the JSON") {
  nlohmann::json figures = json(pipeline(21, 20, "conv(8, 3, stride: (2, 1)) @stem -> relu"));
  CHECK(figures["network"] == "n");
  CHECK(figures["inputs"][0]["shape"] == nlohmann::json{4, 21, 20});
  const nlohmann::json &stem = figures["layers"][0];
  CHECK(stem["path"] == "stem");
  CHECK(stem["operands"] == nlohmann::json{"x"});
  CHECK(stem["shape"] == nlohmann::json{8, 10, 18});
  CHECK(stem["fields"][0]["rows"]["step"] == nlohmann::json{2, 1});
  CHECK(stem["fields"][0]["rows"]["overlap"] == nlohmann::json{1, 1});
  CHECK(stem["fields"][0]["columns"]["first"] == nlohmann::json{0, 3});
  CHECK(figures["totals"]["macs"] == stem["macs"]);
  CHECK(figures["outputs"][0]["from"] == "relu1");
  CHECK(!figures["hints"].empty());
}

TEST_CASE("numbers in words") {
  CHECK(explain::countText(999) == "999");
  CHECK(explain::countText(1000) == "1.00 k");
  CHECK(explain::countText(999'949) == "1.00 M");
  CHECK(explain::countText(12'345'678) == "12.3 M");
  CHECK(explain::ratioText({3, 2}) == "3/2");
  CHECK(explain::shareText(0, 0) == "0.0 %");
  CHECK(explain::shareText(1, 1e6) == "under 0.1 %");
}
