// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Text files of tests: reading, writing, and golden files that a run with EVENSTRIDE_UPDATE_GOLDENS=1 rewrites.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

namespace evenstride::test {

/// The whole file; empty if there is none.
inline std::string readText(const std::filesystem::path &path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

inline void writeText(const std::filesystem::path &path, std::string_view text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

inline bool updatesGoldens() {
  const char *value = std::getenv("EVENSTRIDE_UPDATE_GOLDENS");
  return value && std::string_view(value) == "1";
}

/// What `actual` is to be compared with: the golden file, rewritten first where goldens are to be updated.
inline std::string golden(const std::filesystem::path &path, std::string_view actual) {
  if (updatesGoldens())
    writeText(path, actual);
  return readText(path);
}

} // namespace evenstride::test
