// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Tensors that meet at `+ - *` or `concat` and do not fit, and shapes that are not the expected ones.
#pragma once

#include "check/LayerCall.h"

namespace evenstride::check {

/// Reports a merge whose operands do not fit and goes on with the first operand's size.
Tensor applyFaultyMerge(Flow &flow, LayerCall call, Reporter &reporter);

/// Reports an `expect` that does not hold; dimensions behind an error are not judged.
void checkExpectation(Flow &flow, Tensor tensor, const ast::Stage &stage, const Scope &scope, Reporter &reporter);

} // namespace evenstride::check
