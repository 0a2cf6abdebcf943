// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Lines and columns of files with every kind of line break and of text.
#include "support/SourceFile.h"

#include <doctest/doctest.h>

using namespace evenstride::support;

namespace {
void checkPlace(const SourceFile &file, uint32_t offset, uint32_t line, uint32_t column) {
  LineColumn place = file.lineColumn(offset);
  CHECK(place.line == line);
  CHECK(place.column == column);
}
} // namespace

TEST_CASE("an empty file has one empty line") {
  SourceFile file("a", "");
  CHECK(file.lineCount() == 1);
  CHECK(file.line(1) == "");
  checkPlace(file, 0, 1, 1);
}

TEST_CASE("a last line break opens one more, empty line") {
  SourceFile file("a", "ab\nc\n");
  CHECK(file.lineCount() == 3);
  CHECK(file.line(1) == "ab");
  CHECK(file.line(2) == "c");
  CHECK(file.line(3) == "");
  checkPlace(file, 0, 1, 1);
  checkPlace(file, 2, 1, 3); // the line break itself
  checkPlace(file, 3, 2, 1);
  checkPlace(file, 5, 3, 1);
}

TEST_CASE("CRLF is one line break, a lone CR is none") {
  SourceFile file("a", "ab\r\nc\rd\r\n");
  CHECK(file.lineCount() == 3);
  CHECK(file.line(1) == "ab");
  CHECK(file.line(2) == "c\rd");
  CHECK(file.line(3) == "");
  checkPlace(file, 4, 2, 1);
}

TEST_CASE("columns count code points, and a byte that is no UTF-8 as one") {
  SourceFile file("a", "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80x\nb\xFFz");
  checkPlace(file, 2, 1, 2);
  checkPlace(file, 5, 1, 3);
  checkPlace(file, 9, 1, 4);
  checkPlace(file, 13, 2, 3);
}

TEST_CASE("a byte order mark is no part of the first line") {
  SourceFile file("a", "\xEF\xBB\xBFlet\n");
  CHECK(file.line(1) == "let");
  CHECK(file.lineBegin(1) == 3);
  checkPlace(file, 0, 1, 1);
  checkPlace(file, 3, 1, 1);
  checkPlace(file, 5, 1, 3);
}

TEST_CASE("an offset past the end is the end") {
  SourceFile file("a", "ab");
  checkPlace(file, 2, 1, 3);
  checkPlace(file, 99, 1, 3);
}

TEST_CASE("spans join to the smallest that holds both, in either order") {
  SourceFile file("a", "abcdefgh");
  Span early{&file, 1, 3}, late{&file, 5, 6};
  CHECK(join(early, late).text() == "bcdef");
  CHECK(join(late, early).text() == "bcdef");
  CHECK(join(Span{&file, 0, 8}, late).text() == "abcdefgh");
  CHECK(join(Span(), late).text() == "f");
  CHECK(join(early, Span()).text() == "bc");
  CHECK_FALSE(join(Span(), Span()).valid());
  CHECK(Span().text() == "");
}
