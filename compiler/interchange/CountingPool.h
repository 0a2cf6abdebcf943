// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A mean that counts the padding that is written, as many frameworks have it.
#pragma once

#include "interchange/Draft.h"

namespace evenstride::interchange {

/// Adds an `avg_pool` whose mean counts its padding as zeros, and not what a ceiling reaches beyond it: where there is
/// such, as a layer of zeros and a pool that ignores the rest.
DraftValue addCountingPool(DraftBuilder &builder, LayerRequest request, Rounding rounding);

} // namespace evenstride::interchange
