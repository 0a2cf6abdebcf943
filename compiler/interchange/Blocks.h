// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds the blocks of a network again: pieces that begin with one value and end with one, and come several times.
#pragma once

#include "interchange/Steps.h"

#include <vector>

namespace evenstride::interchange {

struct Blocks {
  std::vector<ast::Block> blocks; // in the order in which they call each other
  std::vector<Step> steps;        // calls of them among the rest
};

/// Replaces pieces that differ in numbers of channels alone by calls of blocks, where that makes the text shorter and
/// the labels can be kept: those within a piece must begin alike and end as in the other pieces.
Blocks findBlocks(std::vector<Step> steps, const Draft &draft);

} // namespace evenstride::interchange
