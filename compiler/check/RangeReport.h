// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What is said where a network does not hold for every size behind its `where`.
#pragma once

#include "check/Unroller.h"

namespace evenstride::check {

/// Reports the smallest sizes at which the network fails, though not at the first of its ranges (E0312, E0313, E0315).
void reportRanges(const Flow &flow, Session session);

/// Says at which sizes the diagnostics of the network hold that were found while it was unrolled, and offers the ranges
/// that would do.
void explainFirstSizes(const Flow &flow, std::vector<diagnostics::Diagnostic> &found);

/// The network at the largest sizes of its ranges: what it costs at most.
Graph largestGraph(const Flow &flow, Session session);

/// What a layer of a size program is called: "`conv1`", or the input.
std::string layerName(const Flow &flow, int32_t node);

} // namespace evenstride::check
