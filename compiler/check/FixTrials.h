// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Fixes are tried before they are offered: the edited text is parsed and checked again.
#pragma once

#include "ast/Program.h"
#include "diagnostics/Diagnostic.h"

#include <vector>

namespace evenstride::check {

/// Most fixes that one diagnostic offers.
inline constexpr size_t mostFixes = 4;

/// Keeps, in their order, the fixes after which the diagnostic is gone and nothing new is reported, at most `mostFixes`
/// of each diagnostic. Behind an error nobody knows the sizes; what a fix brings out there is mended along with it, by
/// fixes of the same tag or milder ones. One that promises the bits of a floor has to leave every size as it was.
/// The work is bounded: in a long file with many errors the fixes that keep all sizes are tried together, and those
/// that cannot be tried any more are not offered.
void keepRightFixes(const ast::Program &program, std::vector<diagnostics::Diagnostic> &found);

} // namespace evenstride::check
