// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The text of a Darknet .cfg file: sections with options, and the places where they stand.
#pragma once

#include "diagnostics/Diagnostic.h"
#include "support/SourceFile.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace evenstride::interchange::darknet {

/// `key=value`, both without any blanks, as Darknet reads them.
struct Option {
  std::string key, value;
  support::Span keySpan, valueSpan;
  mutable bool isRead = false;
};

/// A section with access to its options, which marks them as read. Of equal keys the first counts. All throw Refusal at
/// the option where its value is not of the kind asked for.
struct Section {
  std::string name; // without its brackets
  support::Span span;
  std::vector<Option> options = {};

  /// Null if it does not stand there.
  const Option *find(std::string_view key) const;
  int64_t integer(std::string_view key, int64_t otherwise) const;
  double number(std::string_view key, double otherwise) const;
  std::string word(std::string_view key, std::string_view otherwise) const;
  /// Whole numbers between commas; throws where there are none.
  std::vector<int64_t> integers(std::string_view key) const;
};

struct ConfigLimits {
  static constexpr size_t sections = 20'000;
};

/// The sections in order. Reports lines that are neither sections nor options (E0501), and more sections than there may
/// be (E0502).
std::vector<Section> parseConfig(const support::SourceFile &file, diagnostics::Sink &sink);

} // namespace evenstride::interchange::darknet
