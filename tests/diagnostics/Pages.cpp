// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every example of a page does what its first line says: `# fails: E0301`, `# warns: W0321` or `# checks`.
#include "diagnostics/Render.h"
#include "support/CheckText.h"
#include "support/Markdown.h"

// After the compiler's own headers: the folder of these tests has the same name.
#include "Codes.h"

#include <doctest/doctest.h>

using namespace evenstride;
using namespace evenstride::test;
using diagnostics::Code;

namespace {

/// The codes that checking the example reports, each once, in order of position and with blanks between.
std::string reportedCodes(const CheckedText &checked) {
  std::string result;
  for (const diagnostics::Diagnostic &diagnostic : checked.sink.all())
    if (std::string word(name(diagnostic.code)); result.find(word) == std::string::npos)
      result += (result.empty() ? "" : " ") + word;
  return result;
}

} // namespace

TEST_CASE("page examples do what they say") {
  for (Code code : allCodes()) {
    std::string word(name(code));
    int failing = 0, working = 0;
    std::vector<CodeBlock> blocks = codeBlocks(diagnostics::explainPage(word).value_or(""));
    for (const CodeBlock &block : blocks) {
      CHECK(block.language == "stride"); // nothing that a page shows goes unchecked
      CheckedText checked = checkText(block.file.empty() ? "page.stride" : block.file, block.text, filesOf(blocks));
      CAPTURE(word);
      CAPTURE(block.text);
      CAPTURE(renderText(checked.sink.all(), diagnostics::Color::Never));
      bool shows =
          block.text.starts_with("# fails: " + word + "\n") || block.text.starts_with("# warns: " + word + "\n");
      CHECK((shows || block.text.starts_with("# checks\n")));
      CHECK(reportedCodes(checked) == (shows ? word : ""));
      ++(shows ? failing : working);
    }
    CAPTURE(word);
    if (!testedElsewhere().contains(word)) {
      CHECK(failing > 0);
      CHECK(working > 0);
    }
  }
}
