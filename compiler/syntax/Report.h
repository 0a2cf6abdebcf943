// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Shorthands for building diagnostics of syntax.
#pragma once

#include "diagnostics/Diagnostic.h"

#include <string>

namespace evenstride::syntax {

/// A diagnostic with one place.
diagnostics::Diagnostic fault(diagnostics::Code code, std::string message, diagnostics::Label primary);

/// A fix by one edit that mends the spelling where only one meaning is possible. It has no tag: the text meant nothing.
diagnostics::Fix spellingFix(std::string description, support::Span span, std::string text);

/// `text` in backticks; what is long or spans lines is shortened.
std::string quoted(std::string_view text);

} // namespace evenstride::syntax
