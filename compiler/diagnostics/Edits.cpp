// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Copies what lies between the edits and puts their texts in.
#include "diagnostics/Edits.h"

#include <cassert>

namespace evenstride::diagnostics {

EditedText applyEdits(const support::SourceFile &file, std::span<const Edit> edits) {
  EditedText result;
  size_t copied = 0;
  for (const Edit &edit : edits) {
    assert(edit.span.file == &file && "an edit of another file");
    assert(edit.span.begin >= copied && "edits out of order or overlapping");
    result.text += file.text().substr(copied, edit.span.begin - copied);
    size_t begin = result.text.size();
    result.text += edit.text;
    result.ranges.push_back({begin, result.text.size()});
    copied = edit.span.end;
  }
  result.text += file.text().substr(copied);
  return result;
}

} // namespace evenstride::diagnostics
