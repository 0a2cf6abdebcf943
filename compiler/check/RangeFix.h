// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The range that would do, as an edit of a `where`.
#pragma once

#include "check/Flow.h"
#include "diagnostics/Diagnostic.h"

#include <span>

namespace evenstride::check {

/// Offers, before all other fixes, the part of each variable's range at which the network holds; or says which layers
/// leave none.
void offerRanges(const Flow &flow, std::span<const SizeVariable> variables, diagnostics::Diagnostic &diagnostic);

} // namespace evenstride::check
