// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Why the parsing of a text stops: what parsers throw within themselves.
#pragma once

#include "diagnostics/Diagnostic.h"

#include <utility>

namespace evenstride::interchange {

struct Fault {
  diagnostics::Code code;
  std::string message;
  support::Span span = {};
};

inline void report(const Fault &fault, diagnostics::Sink &sink) {
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = fault.code;
  diagnostic.message = fault.message;
  diagnostic.primary.span = fault.span;
  sink.report(std::move(diagnostic));
}

} // namespace evenstride::interchange
