// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Importing files that may be damaged, in formats of text.
#pragma once

#include "interchange/ImportRequest.h"
#include "support/Soundness.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace evenstride::interchange {

struct TextFormat {
  Importer import;
  const char *path, *weightsPath;
};

/// One import. Stays where it is: diagnostics point into the text.
struct Attempt {
  support::SourceFile text;
  std::vector<uint8_t> weights;
  diagnostics::Sink sink;
  std::optional<Imported> imported;

  /// Without bytes there is no second file.
  Attempt(const TextFormat &format, std::string_view source, std::vector<uint8_t> bytes = {})
      : text(format.path, std::string(source)), weights(std::move(bytes)) {
    ImportRequest request{.path = format.path, .text = &text};
    if (!weights.empty())
      request.weights = {format.weightsPath, weights, nullptr};
    imported = format.import(request, sink);
  }
  Attempt(const Attempt &) = delete;
};

/// What became of damaged files: each is refused with errors that point into it, or is a network.
struct Fates {
  int refused = 0, imported = 0;

  void count(const Attempt &attempt) {
    INFO(attempt.text.text());
    REQUIRE(attempt.sink.hasErrors() != attempt.imported.has_value());
    REQUIRE(test::unsound(attempt.sink, attempt.text) == "");
    ++(attempt.imported ? imported : refused);
  }
};

} // namespace evenstride::interchange
