// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The figures that the field teaches with: every file of dsl-examples/figures does what its first line says.
#include "support/Paths.h"
#include "unit/check/CheckText.h"

#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace evenstride;

TEST_CASE("every figure checks, or fails with the code it names") {
  int checked = 0, failed = 0;
  for (const auto &entry : std::filesystem::directory_iterator(test::sourceDirectory() / "dsl-examples/figures")) {
    if (entry.path().extension() != ".stride")
      continue;
    CAPTURE(entry.path().filename().string());
    std::stringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    std::string first = text.str().substr(0, text.str().find('\n'));
    Checked result = checkText(text.str());
    if (first == "# checks") {
      ++checked;
      CHECK(result.codes() == "");
    } else {
      ++failed;
      REQUIRE(first.starts_with("# fails: "));
      CHECK(result.codes() == first.substr(9));
    }
  }
  CHECK(checked == 8);
  CHECK(failed == 5);
}
