// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Stages of a pipeline that come again and again, as `repeat`.
#pragma once

#include "ast/Ast.h"

#include <vector>

namespace evenstride::interchange {

/// The same layers in the same order, with runs of equal stages folded; numbers in labels may count along.
std::vector<ast::Stage> foldRepeats(std::vector<ast::Stage> stages);

} // namespace evenstride::interchange
