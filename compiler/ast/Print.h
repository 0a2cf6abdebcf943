// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The canonical text of a module.
#pragma once

#include "ast/Ast.h"

#include <string>

namespace evenstride::ast {

/// Columns that a line keeps to where it can.
inline constexpr size_t lineWidth = 100;

/// Four spaces, one statement a line, a blank line between items; what does not fit `lineWidth` columns breaks: a
/// pipeline before the `->` of each layer with arguments, a list behind its commas. Parsing the text gives the same
/// tree. Comments are not part of the tree and are lost.
std::string print(const Module &module);

} // namespace evenstride::ast
