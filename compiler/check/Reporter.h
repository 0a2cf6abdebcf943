// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Collects the diagnostics of the check. Blocks and repeats are checked once per copy, so the same place may fail many
// times: it is reported once, with a note of where it failed first.
#pragma once

#include "diagnostics/Diagnostic.h"

#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace evenstride::check {

class Reporter {
public:
  /// `where` is the path of the layer or block in which it happened; empty where that says nothing. `times` counts
  /// copies that are reported together.
  void report(diagnostics::Diagnostic diagnostic, std::string where = {}, int64_t times = 1);
  /// A diagnostic that is no more than a message, a place and what is said there.
  void report(diagnostics::Code code, std::string message, diagnostics::Label primary, std::string where = {});

  bool hasErrors() const;

  /// Hands everything to the sink, in order of position.
  void flush(diagnostics::Sink &sink);

private:
  using Key = std::tuple<diagnostics::Code, const support::SourceFile *, uint32_t, uint32_t, std::string>;
  struct Entry {
    diagnostics::Diagnostic diagnostic;
    std::string where;
    int64_t times = 1;
  };
  std::vector<Entry> entries;
  std::map<Key, size_t> byPlace;
};

} // namespace evenstride::check
