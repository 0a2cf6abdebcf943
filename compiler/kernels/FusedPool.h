// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Values that are accumulated in registers, with or without a pool after the epilogue.
#pragma once

#include "kernels/LaneOutput.h"

namespace evenstride::kernels {

/// Whether the pool of a spec is computed window by window, each value anew: where windows overlap, cross the border or
/// need more values than registers hold. Right for any pool, fast for none; plans fuse the others.
bool poolsByRecomputing(const KernelSpec &spec);

/// finishLanes and keepInRegisters for a value whose updates are scheduled already.
LaneOutput finishAccumulated(const KernelSpec &spec, const Sources &sources, const LaneValue &value, const Tile &tile,
                             const Work &work);

} // namespace evenstride::kernels
