// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Files that exist in a test alone, and those of one folder.
#pragma once

#include "support/Files.h"
#include "support/TextFiles.h"

#include <algorithm>
#include <filesystem>
#include <initializer_list>
#include <map>

namespace evenstride::test {

/// Paths and texts. A path is the file's identity once its `..` are gone.
struct TestTexts : support::TextFiles {
  std::map<std::string, std::string> texts;

  TestTexts() = default;
  TestTexts(std::initializer_list<std::pair<const std::string, std::string>> texts) : texts(texts) {}

  std::string identity(const std::string &path) const override {
    return std::filesystem::path(path).lexically_normal().string();
  }
  std::variant<std::string, support::Unreadable> read(const std::string &path) const override {
    auto found = texts.find(identity(path));
    if (found == texts.end())
      return support::Unreadable{"there is no such file"};
    return found->second;
  }
  std::vector<std::string> list(const std::string &directory, std::string_view ending) const override {
    std::vector<std::string> names;
    for (const auto &[path, text] : texts)
      if (std::filesystem::path(path).parent_path() == directory && path.ends_with(ending))
        names.push_back(std::filesystem::path(path).filename().string());
    return names;
  }
};

/// The files of a folder, with paths relative to it.
struct FolderTexts : TestTexts {
  std::filesystem::path folder;

  explicit FolderTexts(std::filesystem::path folder) : folder(std::move(folder)) {}

  std::variant<std::string, support::Unreadable> read(const std::string &path) const override {
    if (!std::filesystem::is_regular_file(folder / path))
      return support::Unreadable{"there is no such file"};
    return readText(folder / path);
  }
  std::vector<std::string> list(const std::string &directory, std::string_view ending) const override {
    std::vector<std::string> names;
    std::error_code missing;
    for (const auto &entry : std::filesystem::directory_iterator(folder / directory, missing))
      if (entry.path().extension() == ending)
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }
};

} // namespace evenstride::test
