// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Codes, the sink's order, edits, and the pages on codes.
#include "diagnostics/Edits.h"
#include "diagnostics/Render.h"
#include "unit/diagnostics/Sample.h"

using namespace evenstride::diagnostics;
using namespace evenstride::diagnostics::test;
using evenstride::support::SourceFile;
using evenstride::support::Span;

TEST_CASE("codes know their names and severities") {
  CHECK(name(Code::E0301) == "E0301");
  CHECK(severity(Code::E0301) == Severity::Error);
  CHECK(severity(Code::W0321) == Severity::Warning);
  CHECK(title(Code::E0301) == "the output size of a window is not an integer");
  CHECK(findCode("E0301") == Code::E0301);
  CHECK(findCode("w0321") == Code::W0321);
  CHECK_FALSE(findCode("E9999").has_value());
  CHECK_FALSE(findCode("").has_value());
  CHECK_FALSE(findCode("E03011").has_value());
}

TEST_CASE("tags have the names that the command takes") {
  CHECK(name(FixTag::BitIdentical) == "bit-identical");
  CHECK(name(FixTag::DropsInput) == "drops-input");
  CHECK(name(FixTag::BorderValues) == "border-values");
  CHECK(name(FixTag::Retrain) == "retrain");
}

TEST_CASE("the sink counts errors, not warnings") {
  Sink sink;
  CHECK_FALSE(sink.hasErrors());
  Diagnostic warning = error("w", {});
  warning.code = Code::W0321;
  sink.report(warning);
  CHECK_FALSE(sink.hasErrors());
  sink.report(error("e", {}));
  sink.report(error("e", {}));
  CHECK(sink.errorCount() == 2);
  CHECK(sink.all().size() == 3);
}

TEST_CASE("the sink sorts by file, then position, and keeps the order of equal places") {
  SourceFile first("a", "0123456789"), second("b", "0123456789");
  Sink sink;
  sink.report(error("no place", {}));
  sink.report(error("b2", {Span{&second, 2, 3}, ""}));
  sink.report(error("a5 first", {Span{&first, 5, 6}, ""}));
  sink.report(error("a5 second", {Span{&first, 5, 6}, ""}));
  sink.report(error("a1", {Span{&first, 1, 9}, ""}));
  sink.sortByPosition();
  std::vector<std::string> order;
  for (const Diagnostic &diagnostic : sink.all())
    order.push_back(diagnostic.message);
  CHECK(order == std::vector<std::string>{"a1", "a5 first", "a5 second", "b2", "no place"});
}

TEST_CASE("edits replace, insert and delete, and report where their text went") {
  SourceFile file("a", "conv(8, 3x3, pad: 0)");
  std::vector<Edit> edits = {
      {Span{&file, 0, 0}, "crop(right: 1) -> "}, {spanOf(file, "8"), "16"}, {spanOf(file, ", pad: 0"), ""}};
  EditedText edited = applyEdits(file, edits);
  CHECK(edited.text == "crop(right: 1) -> conv(16, 3x3)");
  REQUIRE(edited.ranges.size() == 3);
  auto text = [&](size_t i) {
    return edited.text.substr(edited.ranges[i].begin, edited.ranges[i].end - edited.ranges[i].begin);
  };
  CHECK(text(0) == "crop(right: 1) -> ");
  CHECK(text(1) == "16");
  CHECK(text(2) == "");
  CHECK(applyEdits(file, {}).text == file.text());
}

TEST_CASE("pages are found in any letter case, and only for codes") {
  auto page = explainPage("e0301");
  REQUIRE(page.has_value());
  CHECK(page->starts_with("# E0301: "));
  CHECK(explainPage("E0301") == page);
  CHECK_FALSE(explainPage("E9999").has_value());
  CHECK_FALSE(explainPage("").has_value());
}
