// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Differences of lines: both texts can be read back from them, and they are as short as they can be.
#include "driver/LineDiff.h"

#include <doctest/doctest.h>

#include <random>
#include <sstream>

using namespace evenstride;
using driver::lineDiff;

namespace {

constexpr auto plain = diagnostics::Color::Never;

/// The lines of a difference that begin with a blank or with `sign`: one of the two texts, where all of it is shown.
std::string readBack(const std::string &difference, char sign) {
  std::string text, line;
  for (std::istringstream lines(difference); std::getline(lines, line);)
    if (line[0] == ' ' || line[0] == sign)
      text += line.substr(1) + "\n";
  return text;
}

} // namespace

TEST_CASE("hunks as diff writes them") {
  CHECK(lineDiff("a\nb\nc\n", "a\nb\nc\n", 1, plain) == "");
  CHECK(lineDiff("a\nb\nc\nd\n", "a\nB\nc\nd\n", 1, plain) == "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n");
  CHECK(lineDiff("a\n", "a\nb\n", 0, plain) == "@@ -1,0 +2,1 @@\n+b\n");
  CHECK(lineDiff("a\nb", "a\nc", 0, plain) ==
        "@@ -2,1 +2,1 @@\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n");
  CHECK(lineDiff("a\n\x1b[2J\n", "a\n", 0, plain).find('\x1b') == std::string::npos);
  CHECK(lineDiff("a\n", "b\n", 0, diagnostics::Color::Always).find("\x1b[32m+b") != std::string::npos);
}

TEST_CASE("both texts can be read back from the difference of any two") {
  std::mt19937 random(1);
  for (int i = 0; i < 2000; ++i) {
    auto text = [&] {
      std::string lines;
      for (uint32_t count = random() % 12; count > 0; --count)
        lines += std::string(1, char('a' + random() % 4)) + "\n";
      return lines;
    };
    std::string before = text(), after = text();
    CAPTURE(before);
    CAPTURE(after);
    std::string difference = lineDiff(before, after, 100, plain);
    if (before != after) {
      CHECK(readBack(difference, '-') == before);
      CHECK(readBack(difference, '+') == after);
    }
    CHECK(difference.empty() == (before == after));
  }
}
