// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every code has a page, a test that provokes it, and a place in the compiler that emits it; and nothing is left over.
#include "diagnostics/Render.h"

// After the compiler's own headers: the folder of these tests has the same name.
#include "Codes.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <regex>
#include <set>

using namespace evenstride;
using namespace evenstride::test;
using diagnostics::Code;

namespace {

/// Names of all codes that stand as `Code::…` in the sources of the compiler.
std::set<std::string> emittedCodes() {
  const std::regex pattern(R"re(\bCode::([EW]\d{4})\b)re");
  std::set<std::string> found;
  for (const auto &entry : std::filesystem::recursive_directory_iterator(sourcePath("compiler"))) {
    if (entry.path().extension() != ".cpp" && entry.path().extension() != ".h")
      continue;
    if (entry.path().parent_path().filename() == "diagnostics")
      continue;
    std::string text = readText(entry.path());
    for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match)
      found.insert((*match)[1]);
  }
  return found;
}

/// Whether the file, or a file in the folder, names the code. What lies beside these sources does not count.
bool mentions(const std::filesystem::path &path, const std::string &code) {
  namespace fs = std::filesystem;
  if (!fs::is_directory(path))
    return readText(path).find(code) != std::string::npos;
  return std::any_of(fs::recursive_directory_iterator(path), fs::recursive_directory_iterator(),
                     [&](const auto &entry) {
                       bool own = entry.path().parent_path() == sourcePath("tests/diagnostics");
                       return entry.is_regular_file() && !own && readText(entry.path()).find(code) != std::string::npos;
                     });
}

std::set<std::string> names() {
  std::set<std::string> result;
  for (Code code : allCodes())
    result.emplace(name(code));
  return result;
}

} // namespace

TEST_CASE("codes are distinct, and their letter says how severe they are") {
  CHECK(names().size() == allCodes().size());
  for (Code code : allCodes()) {
    CAPTURE(name(code));
    CHECK((name(code)[0] == 'E') == (severity(code) == diagnostics::Severity::Error));
    CHECK(name(code).size() == 5);
  }
}

TEST_CASE("every code has a page that begins with its title") {
  for (Code code : allCodes()) {
    CAPTURE(name(code));
    auto page = diagnostics::explainPage(name(code));
    CHECK(page.has_value());
    if (page)
      CHECK(page->substr(0, page->find('\n')) == "# " + std::string(name(code)) + ": " + std::string(title(code)));
  }
}

TEST_CASE("every page belongs to a code") {
  for (const auto &entry : std::filesystem::directory_iterator(sourcePath("compiler/diagnostics/explain"))) {
    CAPTURE(entry.path().filename().string());
    CHECK(names().contains(entry.path().stem().string()));
  }
}

TEST_CASE("every code is emitted somewhere in the compiler") {
  std::set<std::string> emitted = emittedCodes();
  for (Code code : allCodes()) {
    CAPTURE(name(code));
    CHECK(emitted.contains(std::string(name(code))));
  }
}

TEST_CASE("every code has a golden pair here, or a test elsewhere that names it") {
  std::map<std::string, std::string> elsewhere = testedElsewhere();
  for (Code code : allCodes()) {
    std::string word(name(code));
    CAPTURE(word);
    if (auto found = elsewhere.find(word); found != elsewhere.end()) {
      CAPTURE(found->second);
      CHECK(mentions(sourcePath(found->second), word));
      continue;
    }
    std::string expected = readText(sourcePath("tests/diagnostics/" + word + ".txt"));
    CHECK(std::filesystem::exists(sourcePath("tests/diagnostics/" + word + ".stride")));
    CHECK(expected.find("[" + word + "]: ") != std::string::npos);
  }
  for (const auto &[word, path] : elsewhere) {
    CAPTURE(word);
    CHECK(names().contains(word));
  }
}
