// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The kinds of words that `semanticTokens` tells apart.
#pragma once

#include "lsp/Json.h"

namespace evenstride::lsp {

Json semanticTokensLegend();

} // namespace evenstride::lsp
