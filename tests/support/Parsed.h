// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A text and what parsing it gives, for tests of syntax.
#pragma once

#include "diagnostics/Diagnostic.h"
#include "syntax/Parser.h"

#include <filesystem>
#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace evenstride::test {

struct Parsed {
  std::unique_ptr<support::SourceFile> file; // the tree points into it
  diagnostics::Sink sink;
  ast::Module module;
};

inline Parsed parseText(std::string text) {
  Parsed result;
  result.file = std::make_unique<support::SourceFile>("test.stride", std::move(text));
  result.module = syntax::parse(*result.file, result.sink);
  result.sink.sortByPosition();
  return result;
}

/// The first network of a text without errors.
inline const ast::Network &firstNetwork(const Parsed &parsed) {
  for (const auto &item : parsed.module.items)
    if (const auto *network = std::get_if<ast::Network>(&item))
      return *network;
  throw std::runtime_error("the text has no network");
}

/// Codes and places: {"E0101 2:9", "E0102 3:1"}.
struct Places : std::vector<std::string> {
  using std::vector<std::string>::vector;
};

inline std::ostream &operator<<(std::ostream &stream, const Places &places) {
  for (const std::string &place : places)
    stream << (&place == &places.front() ? "" : ", ") << place;
  return stream << (places.empty() ? "no errors" : "");
}

inline Places errorPlaces(const Parsed &parsed) {
  Places result;
  for (const diagnostics::Diagnostic &diagnostic : parsed.sink.all()) {
    const auto place = parsed.file->lineColumn(diagnostic.primary.span.begin);
    result.push_back(std::string(diagnostics::name(diagnostic.code)) + " " + std::to_string(place.line) + ":" +
                     std::to_string(place.column));
  }
  return result;
}

/// All .stride files below the folders of the repository that hold programs.
inline std::vector<std::filesystem::path> allPrograms(const std::filesystem::path &root) {
  std::vector<std::filesystem::path> result;
  for (const char *folder : {"dsl-examples", "bench", "tests"}) {
    if (!std::filesystem::exists(root / folder))
      continue;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(root / folder))
      if (entry.path().extension() == ".stride")
        result.push_back(entry.path());
  }
  return result;
}

} // namespace evenstride::test
