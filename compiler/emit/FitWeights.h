// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Winograd's convolution takes up to nine times the weights of plain sums, Strassen's algorithm 7/4 of them: where
// there is a limit, some kernels do without.
#pragma once

#include "emit/Program.h"

namespace evenstride::emit {

/// Has kernels computed in ways with smaller weights until all packed weights fit `limit` bytes, first where the model
/// says that the least time is lost for what is saved. Leaves them as small as can be where they do not fit.
void fitWeights(Program &program, int64_t limit);

} // namespace evenstride::emit
