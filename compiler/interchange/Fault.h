// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Why the parsing of a text stops: what parsers throw within themselves, and how it is told.
#pragma once

#include "diagnostics/Diagnostic.h"

#include <string>
#include <utility>
#include <vector>

namespace evenstride::interchange {

struct Fault {
  diagnostics::Code code;
  std::string message;
  support::Span span = {};
  std::vector<std::string> notes = {};
};

inline void report(Fault fault, diagnostics::Sink &sink) {
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = fault.code;
  diagnostic.message = std::move(fault.message);
  diagnostic.primary.span = fault.span;
  diagnostic.notes = std::move(fault.notes);
  sink.report(std::move(diagnostic));
}

} // namespace evenstride::interchange
