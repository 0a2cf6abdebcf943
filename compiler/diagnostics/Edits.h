// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Applying a fix to the text it was made for.
#pragma once

#include "diagnostics/Diagnostic.h"

#include <map>
#include <span>
#include <string>

namespace evenstride::diagnostics {

/// A text after edits, and where in it the new text of each edit stands, in the order of the edits.
struct EditedText {
  std::string text;
  struct Range {
    size_t begin = 0, end = 0;
  };
  std::vector<Range> ranges;
};

/// Applies `edits` to `file`: all of that file, in order of position, not overlapping.
EditedText applyEdits(const support::SourceFile &file, std::span<const Edit> edits);

/// Edits of one file that are applied at once: fixes come in one after the other as long as they do not touch.
class EditSet {
public:
  /// Adds all of these edits, or none and returns false if one touches an edit that is there already.
  bool add(std::span<const Edit> edits);
  /// In order of position.
  std::vector<Edit> edits() const;
  bool empty() const { return byBegin.empty(); }

private:
  bool touches(const Edit &edit) const;

  std::multimap<uint32_t, Edit> byBegin;
};

} // namespace evenstride::diagnostics
