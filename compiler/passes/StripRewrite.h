// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "passes/StripChain.h"

namespace evenstride::passes {

/// Replaces the kernels of the chain by a plan.strips where the last of them stands.
void rewriteAsStrips(const StripChain &chain, llvm::StringRef because);

} // namespace evenstride::passes
