// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Source lines with marks: several on a line, lines left out, tabs, wide characters, long lines, ends of files.
#include "diagnostics/Render.h"
#include "unit/diagnostics/Sample.h"

using namespace evenstride::diagnostics;
using namespace evenstride::diagnostics::test;
using evenstride::support::SourceFile;
using evenstride::support::Span;

namespace {

/// The rendered text between the path and the last line.
std::string snippet(const Diagnostic &diagnostic) {
  std::string text = renderText(diagnostic, Color::Never);
  size_t begin = text.find('\n', text.find('\n') + 1) + 1;
  return "\n" + text.substr(begin, text.rfind('\n', text.size() - 2) + 1 - begin);
}

} // namespace

TEST_CASE("labels on one line hang below each other, the rightmost beside its marks") {
  SourceFile file("a", "f(one, two, three)\n");
  Diagnostic diagnostic = error("m", {spanOf(file, "two"), "second"});
  diagnostic.labels = {{spanOf(file, "one"), "first"}, {spanOf(file, "three"), "third"}};
  CHECK(snippet(diagnostic) == R"(
   |
 1 | f(one, two, three)
   |   ---  ^^^  ----- third
   |   |    |
   |   |    second
   |   first
   |
)");
}

TEST_CASE("overlapping labels: the primary mark lies on top") {
  SourceFile file("a", "f(one, two)\n");
  Diagnostic diagnostic = error("m", {spanOf(file, "one"), "inner"});
  diagnostic.labels = {{spanOf(file, "f(one, two)"), "outer"}};
  CHECK(snippet(diagnostic) == R"(
   |
 1 | f(one, two)
   | --^^^------
   | | |
   | | inner
   | outer
   |
)");
}

TEST_CASE("two labels at one place, and one without a message") {
  SourceFile file("a", "f(one, two)\n");
  Diagnostic diagnostic = error("m", {spanOf(file, "one"), "this one"});
  diagnostic.labels = {{spanOf(file, "one"), "and again"}, {spanOf(file, "f"), ""}};
  CHECK(snippet(diagnostic) == R"(
   |
 1 | f(one, two)
   | - ^^^ this one
   |   |
   |   and again
   |
)");
}

TEST_CASE("two or more lines left out are shown as three points, and numbers are aligned") {
  SourceFile file("a", "1\n2\n3\n4\n5\n6\n7\n8\n9\nten\neleven\n");
  Diagnostic diagnostic = error("m", {spanOf(file, "ten"), "here"});
  diagnostic.labels = {{spanOf(file, "2"), "two"}, {spanOf(file, "4"), "four"}, {spanOf(file, "eleven"), ""}};
  CHECK(snippet(diagnostic) == R"(
    |
  2 | 2
    | - two
  4 | 4
    | - four
...
 10 | ten
    | ^^^ here
 11 | eleven
    | ------
    |
)");
}

TEST_CASE("a span of several lines is marked on the first and the last") {
  SourceFile file("a", "let x = a\n    -> b\n    -> c\n    -> d + e\n");
  CHECK(snippet(error("m", {spanOf(file, "a\n    -> b\n    -> c\n    -> d"), "this chain"})) == R"(
   |
 1 | let x = a
   |         ^
...
 4 |     -> d + e
   |     ^^^^ this chain
   |
)");
}

TEST_CASE("tabs count up to the next multiple of four") {
  SourceFile file("a", "\tx\t-> conv\n");
  CHECK(snippet(error("m", {spanOf(file, "conv"), "here"})) == R"(
   |
 1 |     x   -> conv
   |            ^^^^ here
   |
)");
  CHECK(snippet(error("m", {spanOf(file, "\t-"), "a tab"})) == R"(
   |
 1 |     x   -> conv
   |      ^^^^ a tab
   |
)");
}

TEST_CASE("wide and combining characters keep the marks in place") {
  SourceFile file("a", "é 网络 e\u0301 😀 bad\n");
  CHECK(snippet(error("m", {spanOf(file, "bad"), "here"})) == "\n   |\n"
                                                              " 1 | é 网络 e\u0301 😀 bad\n"
                                                              "   |             ^^^ here\n"
                                                              "   |\n");
  CHECK(snippet(error("m", {spanOf(file, "网络"), "four columns"})) == "\n   |\n"
                                                                       " 1 | é 网络 e\u0301 😀 bad\n"
                                                                       "   |   ^^^^ four columns\n"
                                                                       "   |\n");
}

TEST_CASE("a place behind the last character") {
  SourceFile unended("a", "conv("), ended("a", "conv(\n"), empty("a", "");
  CHECK(snippet(error("m", {Span{&unended, 5, 5}, "the file ends here"})) == R"(
   |
 1 | conv(
   |      ^ the file ends here
   |
)");
  CHECK(snippet(error("m", {Span{&ended, 6, 6}, "the file ends here"})) == R"(
   |
 2 |
   | ^ the file ends here
   |
)");
  CHECK(snippet(error("m", {Span{&empty, 0, 0}, "the file is empty"})) == R"(
   |
 1 |
   | ^ the file is empty
   |
)");
  CHECK(snippet(error("m", {Span{&ended, 5, 6}, "the line ends here"})) == R"(
   |
 1 | conv(
   |      ^ the line ends here
   |
)");
}

TEST_CASE("CRLF files look like any other") {
  SourceFile file("a", "one\r\ntwo\r\n");
  CHECK(snippet(error("m", {spanOf(file, "two"), "here"})) == R"(
   |
 2 | two
   | ^^^ here
   |
)");
}

TEST_CASE("a very long line is cut around its marks") {
  std::string text = std::string(500, 'a') + " bad " + std::string(500, 'b');
  SourceFile file("a", text);
  std::string line = "…" + std::string(22, 'a') + " bad " + std::string(91, 'b') + "…";
  CHECK(snippet(error("m", {spanOf(file, "bad"), "here"})) ==
        "\n   |\n 1 | " + line + "\n   | " + std::string(24, ' ') + "^^^ here\n   |\n");
}

TEST_CASE("a mark of a long line that lies beyond the cut stands under the ellipsis") {
  std::string text = "start " + std::string(500, 'a') + " end";
  SourceFile file("a", text);
  Diagnostic diagnostic = error("m", {spanOf(file, "end"), "primary"});
  diagnostic.labels = {{spanOf(file, "start"), "far left"}};
  CHECK(snippet(diagnostic) == "\n   |\n 1 | …" + std::string(115, 'a') + " end" + "\n" + //
                                   "   | -" + std::string(116, ' ') + "^^^ primary\n" +   //
                                   "   | |\n"
                                   "   | far left\n"
                                   "   |\n");
}
