// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A bound on the height of the syntax tree, kept before anything recurses over it.
#pragma once

#include "syntax/Token.h"

#include <optional>
#include <span>

namespace evenstride::syntax {

/// Brackets within brackets.
inline constexpr uint32_t maxBracketDepth = 100;
/// Height of an expression: brackets, and operators in a row (`a + b + c` is a tree of height 3).
inline constexpr uint32_t maxTreeHeight = 500;

/// The first token at which one of the two limits is passed, or nothing. Every recursion over tokens or tree that comes
/// later goes no deeper than the limits say.
std::optional<size_t> findTooDeep(std::span<const Token> tokens);

} // namespace evenstride::syntax
