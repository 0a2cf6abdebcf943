// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Places for the items of a graph on a grid: ranks from top to bottom, lanes from left to right. The longest path runs
// straight down the first lane, branches down lanes beside it, and so do edges that pass other items.
#pragma once

#include "explain/Rows.h"

#include <vector>

namespace evenstride::explain {

struct Layout {
  struct Place {
    size_t rank = 0, lane = 0;
  };
  std::vector<Place> items;
  std::vector<size_t> edgeLanes; // by edge: where it passes the ranks between its ends
  size_t ranks = 0, lanes = 0;
};

Layout layOut(const RowGraph &graph);

} // namespace evenstride::explain
