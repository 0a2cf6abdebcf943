// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Whole diagnostics as text: the parts and their order, fixes, several files, colour, the count at the end.
#include "diagnostics/Render.h"
#include "unit/diagnostics/Sample.h"

using namespace evenstride::diagnostics;
using namespace evenstride::diagnostics::test;
using evenstride::support::SourceFile;
using evenstride::support::Span;

namespace {

const char *lenetText = "# LeNet\n"
                        "network lenet(image: f32[1, 28, 28]) {\n"
                        "    return image\n"
                        "    -> conv(16, 3x3, stride: 2, pad: 0) @conv2\n"
                        "}\n";

Diagnostic lenet(const SourceFile &file) {
  Diagnostic diagnostic = error("the output size of `conv2` is not an integer",
                                {spanOf(file, "stride: 2"), "(28 - 3 + 0 + 0) / 2 + 1 = 13.5 rows, and 13.5 columns"});
  diagnostic.labels = {{spanOf(file, "28, 28"), "28 rows and 28 columns come in"}};
  diagnostic.notes = {"the last row and the last column of the image would never be read"};
  diagnostic.fixes = {
      {FixTag::DropsInput,
       "crop them, as other frameworks do in silence",
       {{behind(file, "    -> "), "crop(right: 1, bottom: 1) -> "}, {spanOf(file, ", pad: 0"), ""}}},
      {FixTag::BorderValues, "pad one row and one column at the end", {{spanOf(file, "pad: 0"), "pad: (0, 0, 1, 1)"}}}};
  diagnostic.help = {"inputs of 27 or 29 divide here; for the whole network: 29, 33, 37, …"};
  return diagnostic;
}

} // namespace

TEST_CASE("a diagnostic with everything") {
  SourceFile file("lenet.stride", lenetText);
  CHECK(renderText(lenet(file), Color::Never) ==
        R"(error[E0301]: the output size of `conv2` is not an integer
  --> lenet.stride:4:22
   |
 2 | network lenet(image: f32[1, 28, 28]) {
   |                             ------ 28 rows and 28 columns come in
 4 |     -> conv(16, 3x3, stride: 2, pad: 0) @conv2
   |                      ^^^^^^^^^ (28 - 3 + 0 + 0) / 2 + 1 = 13.5 rows, and 13.5 columns
   |
   = the last row and the last column of the image would never be read
   help: crop them, as other frameworks do in silence                    [drops-input]
   |     -> crop(right: 1, bottom: 1) -> conv(16, 3x3, stride: 2) @conv2
   help: pad one row and one column at the end                           [border-values]
   |     -> conv(16, 3x3, stride: 2, pad: (0, 0, 1, 1)) @conv2
   help: inputs of 27 or 29 divide here; for the whole network: 29, 33, 37, …
   = more: evenstride explain E0301
)");
}

TEST_CASE("a diagnostic without a file says the same without source") {
  Diagnostic diagnostic = error("the output size of `conv2` is not an integer", {{}, "29 / 2 = 14.5 rows"});
  diagnostic.labels = {{{}, "29 rows come in"}};
  diagnostic.notes = {"one row would never be read"};
  CHECK(renderText(diagnostic, Color::Never) ==
        R"(error[E0301]: the output size of `conv2` is not an integer
   = 29 / 2 = 14.5 rows
   = 29 rows come in
   = one row would never be read
   = more: evenstride explain E0301
)");
}

TEST_CASE("labels in other files follow under their own path") {
  SourceFile main("net.stride", "use \"blocks.stride\"\nfire(3)\n"), used("blocks.stride", "\n\nblock fire(x) {\n");
  Diagnostic diagnostic = error("too many arguments", {spanOf(main, "3"), "one too many"});
  diagnostic.labels = {{spanOf(used, "fire(x)"), "takes no integer"}};
  CHECK(renderText(diagnostic, Color::Never) == R"(error[E0301]: too many arguments
  --> net.stride:2:6
   |
 2 | fire(3)
   |      ^ one too many
   |
  ::: blocks.stride:3:7
   |
 3 | block fire(x) {
   |       ------- takes no integer
   |
   = more: evenstride explain E0301
)");
}

TEST_CASE("a fix in another file names it") {
  SourceFile main("net.stride", "fire(3)\n"), used("blocks.stride", "block fire(x) {\n");
  Diagnostic diagnostic = error("too many arguments", {spanOf(main, "3"), ""});
  diagnostic.fixes = {{FixTag::Retrain, "let the block take it", {{behind(used, "x"), ", n: int"}}}};
  std::string text = renderText(diagnostic, Color::Never);
  CHECK(text.find("[retrain]\n   ::: blocks.stride\n   | block fire(x, n: int) {\n") != std::string::npos);
}

TEST_CASE("a fix of several lines shows each once, and `...` between distant ones") {
  SourceFile file("a.stride", "one\ntwo\nthree\nfour\nfive\n");
  Diagnostic diagnostic = error("m", {spanOf(file, "one"), ""});
  diagnostic.fixes = {{FixTag::BitIdentical,
                       "change them",
                       {{spanOf(file, "one"), "1"}, {behind(file, "one"), "!"}, {spanOf(file, "five"), "4\n5"}}}};
  std::string text = renderText(diagnostic, Color::Never);
  CHECK(text.find("[bit-identical]\n   | 1!\n   | ...\n   | 4\n   | 5\n   = more") != std::string::npos);
}

TEST_CASE("a long description pushes its tag to the right") {
  Diagnostic diagnostic = error("m", {});
  std::string description(90, 'd');
  diagnostic.fixes = {{FixTag::Retrain, description, {}}};
  CHECK(renderText(diagnostic, Color::Never).find("   help: " + description + "  [retrain]\n") != std::string::npos);
}

TEST_CASE("notes and help of several lines are indented under their beginning") {
  Diagnostic diagnostic = error("m", {});
  diagnostic.notes = {"first\nsecond"};
  diagnostic.help = {"third\nfourth"};
  CHECK(renderText(diagnostic, Color::Never) == "error[E0301]: m\n"
                                                "   = first\n"
                                                "     second\n"
                                                "   help: third\n"
                                                "         fourth\n"
                                                "   = more: evenstride explain E0301\n");
}

TEST_CASE("a list ends with a count") {
  Diagnostic mistake = error("m", {}), warning = mistake;
  warning.code = Code::W0321;
  auto lastLine = [](std::vector<Diagnostic> list) {
    std::string text = renderText(list, Color::Never);
    return text.substr(text.rfind('\n', text.size() - 2) + 1);
  };
  CHECK(lastLine({mistake}) == "1 error\n");
  CHECK(lastLine({mistake, mistake}) == "2 errors\n");
  CHECK(lastLine({warning}) == "1 warning\n");
  CHECK(lastLine({warning, mistake, warning}) == "1 error, 2 warnings\n");
  CHECK(renderText(std::span<const Diagnostic>(), Color::Never) == "");
  std::string two = renderText(std::vector{mistake, warning}, Color::Never);
  CHECK(two.find("explain E0301\n\nwarning[W0321]: m\n") != std::string::npos);
}

TEST_CASE("colour adds sequences and changes nothing else") {
  SourceFile file("lenet.stride", lenetText);
  std::string coloured = renderText(lenet(file), Color::Always), plain;
  CHECK(coloured.starts_with("\x1b[1;31merror[E0301]\x1b[0m"));
  CHECK(coloured.find("\x1b[1;31m^^^^^^^^^\x1b[0m") != std::string::npos);
  for (size_t i = 0; i < coloured.size(); ++i) {
    if (coloured[i] == '\x1b')
      i = coloured.find('m', i);
    else
      plain += coloured[i];
  }
  CHECK(plain == renderText(lenet(file), Color::Never));
}

TEST_CASE("no text of a file reaches the terminal as a command") {
  SourceFile file("a\x1b[2J.stride", "conv\x1b[31m(\xE2\x80\xAE)\xFF\n");
  std::string text = renderText(error("no `\x1b[0m`", {Span{&file, 0, 4}, "\x07"}), Color::Never);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find('\x07') == std::string::npos);
  CHECK(text.find("\xE2\x80\xAE") == std::string::npos);
  CHECK(text.find('\xFF') == std::string::npos);
  CHECK(text.find("conv\uFFFD[31m(\uFFFD)\uFFFD\n") != std::string::npos);
}
