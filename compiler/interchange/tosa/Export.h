// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// TOSA out: from a checked network and its weights to the text of an MLIR module, without MLIR.
#pragma once

#include "check/Graph.h"
#include "interchange/WeightStore.h"

#include <deque>
#include <string>

namespace evenstride::interchange::tosa {

struct Exported {
  std::deque<std::string> texts; // the file, in pieces
  size_t operations = 0;
};

/// A function of the network's name over images [1, H, W, C], with the weights as constants. The graph has no sizes
/// without a value.
Exported exportModule(const check::Graph &graph, const WeightStore::Views &weights);

} // namespace evenstride::interchange::tosa
