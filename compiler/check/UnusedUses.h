// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `use`s that bring nothing.
#pragma once

#include "check/Declarations.h"

namespace evenstride::check {

/// Warns of files that are used twice, or none of whose blocks is called. For programs without errors.
void warnOfUnusedUses(const ast::Program &program, const Declarations &declarations, Reporter &reporter);

} // namespace evenstride::check
