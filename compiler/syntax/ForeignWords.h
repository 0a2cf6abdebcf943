// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Words by which other languages begin what ours begins otherwise, or not at all; and files of other languages.
#pragma once

#include "syntax/Build.h"

#include <optional>
#include <span>
#include <string_view>

namespace evenstride::syntax {

/// The word of the language that a word of others stands for: `def`, `class` for `network`, `var` for `let`, ….
std::optional<Kind> foreignWord(std::string_view word);

/// What to write in the place of a statement that the language does not have: `for`, `if`, ….
std::optional<std::string_view> foreignStatement(std::string_view word);

/// What a file seems to be ("Python", "a Darknet configuration"), if it is surely none of ours.
std::optional<std::string_view> foreignLanguage(const Builder &builder, std::span<const Token> tokens);

} // namespace evenstride::syntax
