// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The source files of this repository, for tests that hold their shape to the rules of architecture.
#pragma once

#include "support/Paths.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace evenstride::structure {

struct SourceText {
  std::string path; // relative to the repository, with `/`
  std::vector<std::string> lines;
};

inline std::vector<std::string> readLines(const std::filesystem::path &path) {
  std::ifstream stream(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

/// All files below `folder` with one of the extensions, in order of path.
inline std::vector<SourceText> readTree(const std::string &folder, const std::vector<std::string> &extensions) {
  namespace fs = std::filesystem;
  std::vector<SourceText> files;
  fs::path root = test::sourceDirectory();
  if (!fs::exists(root / folder))
    return files;
  for (const fs::directory_entry &entry : fs::recursive_directory_iterator(root / folder))
    if (entry.is_regular_file() && std::ranges::count(extensions, entry.path().extension().string()) != 0)
      files.push_back({fs::relative(entry.path(), root).generic_string(), readLines(entry.path())});
  std::ranges::sort(files, {}, &SourceText::path);
  return files;
}

} // namespace evenstride::structure
