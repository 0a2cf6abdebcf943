// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Copies what lies between the edits and puts their texts in.
#include "diagnostics/Edits.h"

#include <algorithm>
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

bool EditSet::touches(const Edit &edit) const {
  // The edits there do not overlap, so that only the neighbours of its end can touch it.
  auto next = byBegin.upper_bound(edit.span.end);
  return next != byBegin.begin() && std::prev(next)->second.span.end >= edit.span.begin;
}

bool EditSet::add(std::span<const Edit> edits) {
  if (std::ranges::any_of(edits, [&](const Edit &edit) { return touches(edit); }))
    return false;
  for (const Edit &edit : edits)
    byBegin.insert({edit.span.begin, edit});
  return true;
}

std::vector<Edit> EditSet::edits() const {
  std::vector<Edit> result;
  for (const auto &[begin, edit] : byBegin)
    result.push_back(edit);
  return result;
}

} // namespace evenstride::diagnostics
