// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Columns of bytes and the cutting of long lines.
#include "diagnostics/LineLayout.h"

#include <doctest/doctest.h>

using namespace evenstride::diagnostics;

TEST_CASE("widths of texts") {
  CHECK(displayWidth("") == 0);
  CHECK(displayWidth("abc") == 3);
  CHECK(displayWidth("é…") == 2);
  CHECK(displayWidth("网络") == 4);
  CHECK(displayWidth("e\u0301") == 1);
  CHECK(displayWidth("\xFF") == 1);
}

TEST_CASE("columns of bytes") {
  LineLayout layout("a\t网x");
  CHECK(layout.width() == 7);
  CHECK(layout.column(0) == 0);
  CHECK(layout.column(1) == 1);
  CHECK(layout.column(2) == 4);
  CHECK(layout.column(5) == 6);
  CHECK(layout.column(6) == 7);
  CHECK(layout.column(99) == 7);
  CHECK(LineLayout("").column(0) == 0);
}

TEST_CASE("a short line is shown whole, whatever is wanted of it") {
  std::string line(120, 'a');
  LineLayout layout(line);
  ColumnWindow window = layout.window(119, 119);
  CHECK(window.begin == 0);
  CHECK(window.end == 120);
  CHECK(layout.show(window) == std::string(120, 'a'));
}

TEST_CASE("every window of a long line has the same width and holds its first column") {
  std::string line(300, 'a');
  LineLayout layout(line);
  for (size_t first = 0; first <= 300; ++first)
    for (size_t last : {first, first + 60, size_t(300)}) {
      ColumnWindow window = layout.window(first, last);
      CHECK(window.end - window.begin == 120);
      CHECK(window.begin <= first);
      CHECK(first <= window.end);
      CHECK(window.end <= 300);
      CHECK(displayWidth(layout.show(window)) == 120);
    }
}

TEST_CASE("a wide character that a cut divides becomes a blank") {
  std::string line;
  for (int i = 0; i < 100; ++i)
    line += "网";
  LineLayout layout(line);
  for (size_t begin = 0; begin <= 80; ++begin)
    CHECK(displayWidth(layout.show({begin, begin + 120})) == 120);
}
