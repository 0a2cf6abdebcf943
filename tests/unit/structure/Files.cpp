// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The licence line, header guards and length of every source file, and what may stand at the top of the repository.
#include "support/Paths.h"
#include "unit/structure/Tree.h"

#include <doctest/doctest.h>

#include <regex>
#include <set>

using namespace evenstride::structure;

namespace {

constexpr size_t longestFile = 500;

std::vector<SourceText> allSources() {
  std::vector<SourceText> files;
  for (const char *folder : {"compiler", "runtime", "tests", "python", "editors", "bench", "dsl-examples"})
    for (SourceText &file : readTree(folder, {".cpp", ".hpp", ".h", ".c", ".td", ".def", ".py", ".cmake", ".sh"}))
      files.push_back(std::move(file));
  return files;
}

/// Behind the line that names the interpreter, where there is one.
bool hasLicenceLine(const SourceText &file) {
  size_t first = !file.lines.empty() && file.lines[0].starts_with("#!") ? 1 : 0;
  return file.lines.size() > first &&
         file.lines[first].find("SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception") != std::string::npos;
}

bool hasPragmaOnce(const SourceText &file) { return std::ranges::count(file.lines, std::string("#pragma once")) == 1; }

} // namespace

TEST_CASE("every source file begins with the licence line") {
  CHECK_FALSE(hasLicenceLine({"a.cpp", {}}));
  CHECK_FALSE(hasLicenceLine({"a.cpp", {"#!/bin/sh"}}));
  CHECK_FALSE(hasLicenceLine({"a.cpp", {"// text", "// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception"}}));
  for (const SourceText &file : allSources()) {
    CAPTURE(file.path);
    CHECK(hasLicenceLine(file));
  }
}

TEST_CASE("every CMake folder begins with the licence line") {
  for (const char *folder : {"compiler", "runtime", "tests", "bench", "dsl-examples"})
    for (const SourceText &file : readTree(folder, {".txt"}))
      if (file.path.ends_with("CMakeLists.txt")) {
        CAPTURE(file.path);
        CHECK(hasLicenceLine(file));
      }
}

// The runtime's headers are for C compilers of any age, too.
TEST_CASE("every header of C++ is guarded by pragma once") {
  CHECK_FALSE(hasPragmaOnce({"a.h", {"#ifndef A", "#define A", "#endif"}}));
  for (const SourceText &file : allSources())
    if (file.path.ends_with(".h") && !file.path.starts_with("runtime/include/")) {
      CAPTURE(file.path);
      CHECK(hasPragmaOnce(file));
    }
}

TEST_CASE("no source file is too long to read") {
  for (const SourceText &file : allSources()) {
    CAPTURE(file.path);
    CHECK(file.lines.size() <= longestFile);
  }
}

TEST_CASE("no path of somebody's machine stands in a source file") {
  const std::regex pattern(R"re((^|[^\w.])/(home|work|Users|root)/)re");
  CHECK(std::regex_search(std::string("see \"/home") + "/me/x", pattern));
  CHECK_FALSE(std::regex_search(std::string("boost/spirit/home/x3.hpp"), pattern));
  for (const SourceText &file : allSources())
    for (const std::string &line : file.lines)
      if (std::regex_search(line, pattern)) {
        CAPTURE(file.path);
        FAIL_CHECK(line);
      }
}

TEST_CASE("the top of the repository holds what belongs there") {
  const std::set<std::string> allowed = {
      "compiler",       "runtime",           "dsl-examples", "tests",        "python",  "bench", "editors",
      "CMakeLists.txt", "CMakePresets.json", "README.md",    "CHANGELOG.md", "LICENSE", "dev",   "requirements.txt"};
  for (const auto &entry : std::filesystem::directory_iterator(evenstride::test::sourceDirectory())) {
    std::string name = entry.path().filename().string();
    if (name.starts_with('.') || name == "build" || name.starts_with("build-"))
      continue;
    CAPTURE(name);
    CHECK(allowed.contains(name));
  }
}
