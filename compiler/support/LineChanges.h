// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// In which lines two texts differ.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace evenstride::support {

/// Lines [before, before + removed) of one text became lines [after, after + added) of the other, counted from 0.
struct LineChange {
  size_t before = 0, after = 0;
  size_t removed = 0, added = 0;
};

/// The lines of a text, each with its line break.
std::vector<std::string_view> splitLines(std::string_view text);

/// The shortest list of changes, in order; texts that differ in very many lines get one change from the first to the
/// last difference.
std::vector<LineChange> lineChanges(const std::vector<std::string_view> &before,
                                    const std::vector<std::string_view> &after);

} // namespace evenstride::support
