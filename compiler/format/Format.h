// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The formatter: a file in its one layout, with its words, numbers, signs and comments as they are.
#pragma once

#include "diagnostics/Diagnostic.h"

#include <optional>
#include <string>

namespace evenstride::format {

/// The text of the file as `evenstride fmt` lays it out; line ends and a byte order mark stay as the file has them.
/// Nothing, and diagnostics, if the file has errors of syntax. What is written here formats to itself.
std::optional<std::string> format(const support::SourceFile &file, diagnostics::Sink &sink);

} // namespace evenstride::format
