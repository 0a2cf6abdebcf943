// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A text after the fixes of one tag: what `evenstride fix --apply` writes.
#pragma once

#include "diagnostics/Diagnostic.h"

#include <string>

namespace evenstride::check {

/// A text with fixes applied, and how many they were.
struct MendedText {
  std::string text;
  size_t fixes = 0;
};

/// Applies to the text of a file the first fix of this tag of each diagnostic, and does so again until no diagnostic
/// offers one: applying it to the result changes nothing. Every step leaves fewer diagnostics and no new ones.
MendedText mendText(const std::string &path, std::string text, diagnostics::FixTag tag);

} // namespace evenstride::check
