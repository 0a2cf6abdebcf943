// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Blocks of other files: what a file sees, whose errors are whose, and fixes inside used files.
#include "check/MendText.h"
#include "diagnostics/Edits.h"
#include "unit/check/CheckText.h"

#include <doctest/doctest.h>

using namespace evenstride;
using namespace evenstride::test;
using diagnostics::Code;

namespace {

const std::string network = "network n(x: f32[4, 9, 9]) {\n    return x -> down(8) @first\n}\n";
const std::string down = "block down(x, filters: int) {\n    return x -> conv(filters, 3x3, stride: 2) -> relu\n}\n";

/// The file of a diagnostic's place.
std::string fileOf(const diagnostics::Diagnostic &diagnostic) { return diagnostic.primary.span.file->path(); }

} // namespace

TEST_CASE("a block of another file is unrolled like one's own") {
  Checked own = checkText(down + network);
  Checked used = checkText("use \"lib/down.stride\"\n" + network, TestTexts{{"lib/down.stride", down}});
  REQUIRE(used.codes() == "");
  REQUIRE(used.graphs.size() == 1);
  CHECK(paths(used.graphs[0]) == paths(own.graphs[0]));
  CHECK(used.graphs[0].nodes[0].span.file->path() == "lib/down.stride");
}

TEST_CASE("a file sees the blocks of those that it names, and no others") {
  TestTexts texts{{"b.stride", "use \"c.stride\"\nblock down(x, filters: int) { return x -> inner(filters) }\n"},
                  {"c.stride", "block inner(x, filters: int) { return x -> conv(filters, 3x3, pad: 1) }\n"}};
  CHECK(checkText("use \"b.stride\"\n" + network, texts).codes() == "");
  Checked through = checkText("use \"b.stride\"\nnetwork n(x: f32[4, 9, 9]) { return x -> inner(8) }\n", texts);
  REQUIRE(through.codes() == "E0201");
  CHECK(fileOf(through.all()[0]) == "test.stride");
  // A block of the using file is nothing that the used one sees.
  texts.texts["c.stride"] = "block inner(x, filters: int) { return x -> mine(filters) }\n";
  Checked back =
      checkText("use \"b.stride\"\nblock mine(x, filters: int) { return x -> conv(filters, 1x1) }\n" + network, texts);
  REQUIRE(back.codes() == "E0201");
  CHECK(fileOf(back.all()[0]) == "c.stride");
}

TEST_CASE("networks of a used file are its own") {
  TestTexts texts{{"b.stride", down + "network n(x: f32[1, 8, 8]) { return x -> down(1) -> nothing }\n"}};
  Checked checked = checkText("use \"b.stride\"\n" + network, texts);
  CHECK(checked.codes() == "");
  CHECK(checked.graphs.size() == 1);
  Checked called = checkText("use \"b.stride\"\nnetwork m(x: f32[4, 9, 9]) { return x -> down(2) -> n }\n", texts);
  REQUIRE(called.codes() == "E0201");
  CHECK(called.all()[0].primary.message == "this is a network, and only blocks can be called");
}

TEST_CASE("a name that is declared twice, over the files") {
  TestTexts texts{{"b.stride", down}, {"c.stride", "\n" + down}};
  Checked own = checkText("use \"b.stride\"\n" + down + network, texts);
  REQUIRE(own.codes() == "E0203");
  CHECK(fileOf(own.all()[0]) == "test.stride");
  REQUIRE(own.all()[0].labels.size() == 2);
  CHECK(own.all()[0].labels[0].span.text() == "\"b.stride\"");
  CHECK(own.all()[0].labels[1].span.file->path() == "b.stride");
  Checked both = checkText("use \"b.stride\"\nuse \"c.stride\"\n" + network, texts);
  REQUIRE(both.codes() == "E0203");
  CHECK(both.all()[0].primary.span.text() == "\"c.stride\"");
  REQUIRE(both.all()[0].labels.size() == 3);
  CHECK(both.all()[0].labels[2].span.file->path() == "c.stride");
  // Two files that both use a third see the same blocks.
  TestTexts diamond{{"b.stride", "use \"d.stride\"\nblock left(x) { return x -> down(8) }\n"},
                    {"c.stride", "use \"d.stride\"\nblock right(x) { return x -> down(8) }\n"},
                    {"d.stride", down}};
  CHECK(checkText("use \"b.stride\"\nuse \"c.stride\"\nuse \"d.stride\"\n"
                  "network n(x: f32[4, 9, 9]) { return (x -> left) + (x -> right) + (x -> down(8)) }\n",
                  diamond)
            .codes() == "");
}

TEST_CASE("errors of a used file are reported there, and bring no others") {
  TestTexts texts{{"b.stride", "block down(x, filters: int) {\n    return x -> convv(filters, 3x3)\n}\n"}};
  Checked name = checkText("use \"b.stride\"\n" + network, texts);
  REQUIRE(name.codes() == "E0201");
  CHECK(fileOf(name.all()[0]) == "b.stride");
  texts.texts["b.stride"] = "block down(x, filters int) {\n    return x -> conv(filters, 3x3)\n}\n";
  Checked syntax = checkText("use \"b.stride\"\n" + network, texts);
  REQUIRE(syntax.all().size() == 1);
  CHECK(fileOf(syntax.all()[0]) == "b.stride");
  Checked missing = checkText("use \"c.stride\"\n" + network, texts);
  CHECK(missing.codes() == "E0225");
  TestTexts circle{{"b.stride", "use \"test.stride\"\n" + down}, {"test.stride", ""}};
  CHECK(checkText("use \"b.stride\"\n" + network, circle).codes() == "E0226");
  // What no network calls is checked as well.
  texts.texts["b.stride"] = down + "block other(x) { return x -> relu(3) }\n";
  Checked uncalled = checkText("use \"b.stride\"\n" + network, texts);
  REQUIRE(uncalled.codes() == "E0211");
  CHECK(fileOf(uncalled.all()[0]) == "b.stride");
}

TEST_CASE("a window of a used block is mended in its own file") {
  TestTexts texts{{"b.stride", "block down(x, filters: int) {\n"
                               "    return x -> conv(filters, 3x3, stride: 2, pad: 1) -> relu\n}\n"}};
  std::string text = "use \"b.stride\"\nnetwork n(x: f32[4, 8, 8]) {\n    return x -> down(8) @first\n}\n";
  Checked checked = checkText(text, texts);
  REQUIRE(checked.codes() == "E0301");
  const diagnostics::Diagnostic &error = checked.all()[0];
  CHECK(fileOf(error) == "b.stride");
  REQUIRE_FALSE(error.fixes.empty());
  for (const diagnostics::Fix &fix : error.fixes) {
    const support::SourceFile &file = *fix.edits.front().span.file;
    std::string edited = diagnostics::applyEdits(file, fix.edits).text;
    CAPTURE(edited);
    if (&file == checked.file.get())
      CHECK(checkText(edited, texts).codes() == "");
    else
      CHECK(checkText(text, TestTexts{{file.path(), edited}}).codes() == "");
  }
  check::MendedProgram mended = check::mend(checked.program, diagnostics::FixTag::BitIdentical);
  CHECK(mended.fixes == 1);
  CHECK(mended.program.files[0] == checked.program.files[0]);
  CHECK(mended.program.files[1]->source->text().find("pad: (1, 1, 0, 0)") != std::string::npos);
}

TEST_CASE("fixes in two files at once") {
  TestTexts texts{{"b.stride", "block down(x, filters: int) {\n"
                               "    return x -> conv(filters, 3x3, stride: 2, pad: 1) -> relu\n}\n"}};
  Checked checked = checkText("use \"b.stride\"\nnetwork n(x: f32[4, 16, 16]) {\n"
                              "    return x -> conv(4, 3x3, stride: 2, pad: 1) -> relu -> down(8)\n}\n",
                              texts);
  CHECK(checked.codes() == "E0301 E0301");
  check::MendedProgram mended = check::mend(checked.program, diagnostics::FixTag::BitIdentical);
  CHECK(mended.fixes == 2);
  diagnostics::Sink sink;
  check::check(mended.program, sink);
  CHECK(sink.all().empty());
  CHECK(mended.program.files[0] != checked.program.files[0]);
  CHECK(mended.program.files[1] != checked.program.files[1]);
}
