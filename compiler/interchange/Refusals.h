// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What of a text cannot be imported, told once for each reason.
#pragma once

#include "diagnostics/Diagnostic.h"
#include "interchange/Draft.h"

#include <string>
#include <string_view>
#include <vector>

namespace evenstride::interchange {

/// A part of a file that is imported as a whole: a layer, an operation.
struct Unit {
  std::string title, kind; // "`conv1` (`Convolution`)", "Convolution"
  support::Span span;
};

/// A unit as most formats call it, by its name, if it has one, and its kind.
Unit namedUnit(std::string_view name, std::string_view kind, support::Span span);

class Refusals {
public:
  void add(const Unit &unit, const Refusal &refusal);
  bool empty() const { return all.empty(); }
  /// One error (E0503) per kind of unit and reason, with the lines of all others.
  void report(diagnostics::Sink &sink) const;

private:
  struct Refused {
    Unit unit;
    Refusal refusal;
    std::vector<support::Span> more = {};
  };
  std::vector<Refused> all;
};

} // namespace evenstride::interchange
