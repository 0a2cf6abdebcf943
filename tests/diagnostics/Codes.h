// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// All codes, and those of them that no `check` of one file can show.
#pragma once

#include "diagnostics/Diagnostic.h"
#include "support/Files.h"
#include "support/Paths.h"

#include <map>

namespace evenstride::test {

inline std::filesystem::path sourcePath(const std::string &relative) { return test::sourceDirectory() / relative; }

inline std::vector<diagnostics::Code> allCodes() {
  return {
#define DIAGNOSTIC(code, severity, title) diagnostics::Code::code,
#include "diagnostics/codes.def"
  };
}

/// elsewhere.txt: codes of files, weights and the command line, and the test that provokes each.
inline std::map<std::string, std::string> testedElsewhere() {
  std::map<std::string, std::string> result;
  std::istringstream lines(readText(sourcePath("tests/diagnostics/elsewhere.txt")));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string code, path;
    if (words >> code >> path && code != "#")
      result[code] = path;
  }
  return result;
}

} // namespace evenstride::test
