// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The language reference is true: its examples check, or fail as they say, and its tables are the compiler's.
#include "diagnostics/Render.h"
#include "support/CheckText.h"
#include "support/Files.h"
#include "support/Markdown.h"
#include "support/Paths.h"
#include "unit/language/LayerTables.h"

#include <doctest/doctest.h>

using namespace evenstride;
using namespace evenstride::test;

namespace {

const std::filesystem::path page = test::sourceDirectory() / "compiler/docs/language.md";

/// The code behind `# fails: ` in the first line; empty where the example is to check without a warning.
std::string expectedCode(const std::string &text) {
  const std::string lead = "# fails: ";
  return text.starts_with(lead) ? text.substr(lead.size(), 5) : "";
}

} // namespace

TEST_CASE("every example of the language reference does what it says") {
  size_t examples = 0;
  std::vector<CodeBlock> blocks = codeBlocks(readText(page));
  for (const CodeBlock &block : blocks) {
    if (block.language != "stride")
      continue;
    ++examples;
    CheckedText checked = checkText("language.stride", block.text, filesOf(blocks));
    CAPTURE(block.text);
    CAPTURE(renderText(checked.sink.all(), diagnostics::Color::Never));
    std::string expected = expectedCode(block.text);
    CHECK(checked.sink.all().empty() == expected.empty());
    for (const diagnostics::Diagnostic &diagnostic : checked.sink.all())
      CHECK(name(diagnostic.code) == expected);
  }
  CHECK(examples > 5);
}

TEST_CASE("the tables of layers in the language reference are the compiler's") {
  std::string text = readText(page);
  size_t begin = text.find("<!-- layers: begin");
  size_t end = text.find("<!-- layers: end -->");
  REQUIRE(begin != std::string::npos);
  REQUIRE(end != std::string::npos);
  begin = text.find('\n', begin) + 1;
  std::string made = text.substr(0, begin) + layerTables() + text.substr(end);
  CHECK(golden(page, made) == made);
}

TEST_CASE("code blocks are found between their fences") {
  std::vector<CodeBlock> blocks = codeBlocks("text\n```stride\na\nb\n```\n```\nc\n```\n```stride d.stride\ne\n```\n");
  REQUIRE(blocks.size() == 3);
  CHECK(blocks[0].file == "");
  CHECK(blocks[2].language == "stride");
  CHECK(blocks[2].file == "d.stride");
  CHECK(blocks[0].language == "stride");
  CHECK(blocks[0].text == "a\nb\n");
  CHECK(blocks[1].language == "");
  CHECK(blocks[1].text == "c\n");
}
