// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The two JSON formats, read back.
#include "diagnostics/Render.h"
#include "unit/diagnostics/Sample.h"

#include <nlohmann/json.hpp>

using namespace evenstride::diagnostics;
using namespace evenstride::diagnostics::test;
using evenstride::support::SourceFile;
using Json = nlohmann::ordered_json;

namespace {

const char *text = "network n(x: f32[1, 32, 32]) {\n"
                   "    # größe\n"
                   "    return x -> conv(8, 5x5, stride: 5)\n"
                   "}\n";

Diagnostic sample(const SourceFile &file) {
  Diagnostic diagnostic = error("m `é`", {spanOf(file, "stride: 5"), "27 / 5"});
  diagnostic.labels = {{spanOf(file, "größe"), "label"}};
  diagnostic.notes = {"note"};
  diagnostic.help = {"help"};
  diagnostic.fixes = {{FixTag::DropsInput, "crop", {{behind(file, "-> "), "crop(right: 2) -> "}}}};
  diagnostic.geometry = {{.axis = "height",
                          .input = 32,
                          .kernel = 5,
                          .stride = 5,
                          .dilation = 1,
                          .before = 0,
                          .after = 0,
                          .faultClass = "data",
                          .remainder = 2,
                          .unread = 2}};
  return diagnostic;
}

std::vector<std::string> keys(const Json &object) {
  std::vector<std::string> result;
  for (const auto &[key, value] : object.items())
    result.push_back(key);
  return result;
}

} // namespace

TEST_CASE("JSON has exactly the fields of the reference") {
  SourceFile file("dir/n.stride", text);
  std::string rendered = renderJson(std::vector{sample(file)});
  CHECK(rendered.find('\n') == rendered.size() - 1);
  Json json = Json::parse(rendered);
  CHECK(json == Json::parse(R"({"diagnostics": [{
    "code": "E0301", "severity": "error", "message": "m `é`",
    "file": "dir/n.stride", "line": 3, "column": 30, "length": 9,
    "labels": [
      {"message": "27 / 5", "file": "dir/n.stride", "line": 3, "column": 30, "length": 9},
      {"message": "label", "file": "dir/n.stride", "line": 2, "column": 7, "length": 5}],
    "notes": ["note", "help"],
    "fixes": [{"tag": "drops-input", "description": "crop", "edits": [
      {"file": "dir/n.stride", "line": 3, "column": 17, "length": 0, "text": "crop(right: 2) -> "}]}],
    "geometry": [{"axis": "height", "input": 32, "kernel": 5, "stride": 5, "dilation": 1, "before": 0, "after": 0,
                  "class": "data", "remainder": 2, "unread": 2}]}]})"));
  CHECK(keys(json["diagnostics"][0]) == std::vector<std::string>{"code", "severity", "message", "file", "line",
                                                                 "column", "length", "labels", "notes", "fixes",
                                                                 "geometry"});
}

TEST_CASE("JSON of nothing is an empty list") {
  CHECK(renderJson({}) == "{\"diagnostics\":[]}\n");
  CHECK(Json::parse(renderSarif({}))["runs"][0]["results"] == Json::array());
}

TEST_CASE("a diagnostic without a file has null for its place, and empty lists stay lists") {
  Json json = Json::parse(renderJson(std::vector{error("m", {})}))["diagnostics"][0];
  for (const char *field : {"file", "line", "column", "length"})
    CHECK(json[field].is_null());
  for (const char *field : {"labels", "notes", "fixes", "geometry"})
    CHECK(json[field] == Json::array());
}

TEST_CASE("bytes that are no UTF-8 do not stop the writers") {
  SourceFile file("a\xFF", "\xFF");
  std::vector<Diagnostic> list = {error("\xFF", {{&file, 0, 1}, "\xC3"})};
  CHECK(Json::parse(renderJson(list))["diagnostics"][0]["length"] == 1);
  CHECK(Json::parse(renderSarif(
            list))["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%FF");
}

TEST_CASE("SARIF has the rule, the place, the related place and the fix") {
  SourceFile file("my dir/n.stride", text);
  Diagnostic warning = error("w", {});
  warning.code = Code::W0321;
  Json log = Json::parse(renderSarif(std::vector{warning, sample(file), sample(file)}));
  CHECK(log["version"] == "2.1.0");
  const Json &run = log["runs"][0];
  CHECK(run["columnKind"] == "unicodeCodePoints");
  const Json &rules = run["tool"]["driver"]["rules"];
  REQUIRE(rules.size() == 2);
  CHECK(rules[0]["id"] == "W0321");
  CHECK(rules[0]["defaultConfiguration"]["level"] == "warning");
  CHECK(rules[1]["help"]["markdown"].get<std::string>() == *explainPage("E0301"));
  REQUIRE(run["results"].size() == 3);
  CHECK_FALSE(run["results"][0].contains("locations"));
  CHECK_FALSE(run["results"][0].contains("fixes"));
  Json result = run["results"][2];
  CHECK(result["ruleIndex"] == 1);
  CHECK(result["level"] == "error");
  CHECK(result["message"]["text"] == "m `é`: 27 / 5\nnote\nhelp");
  Json artifact = Json::parse(R"({"uri": "my%20dir/n.stride"})");
  CHECK(
      result["locations"] ==
      Json::array({Json{{"physicalLocation",
                         {{"artifactLocation", artifact},
                          {"region", {{"startLine", 3}, {"startColumn", 30}, {"endLine", 3}, {"endColumn", 39}}}}}}}));
  CHECK(result["relatedLocations"][0]["physicalLocation"]["region"]["startColumn"] == 7);
  CHECK(result["relatedLocations"][0]["message"]["text"] == "label");
  CHECK(result["fixes"] == Json::array({Json::parse(R"({
    "description": {"text": "crop"},
    "artifactChanges": [{"artifactLocation": {"uri": "my%20dir/n.stride"}, "replacements": [
      {"deletedRegion": {"startLine": 3, "startColumn": 17, "endLine": 3, "endColumn": 17},
       "insertedContent": {"text": "crop(right: 2) -> "}}]}],
    "properties": {"tag": "drops-input"}})")}));
}

TEST_CASE("an absolute path becomes a file URI") {
  SourceFile file("/tmp/a b.stride", "x");
  Json log = Json::parse(renderSarif(std::vector{error("m", {{&file, 0, 1}, ""})}));
  CHECK(log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] ==
        "file:///tmp/a%20b.stride");
}
