// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How the smallest parts of the language are written; the only place that decides it.
#pragma once

#include "ast/Ast.h"

#include <array>
#include <string>
#include <string_view>

namespace evenstride::ast {

/// Words that cannot be names, in the order of syntax::Kind.
inline constexpr std::array<std::string_view, 11> reservedWords = {
    "network", "block", "let", "return", "repeat", "in", "expect", "use", "where", "require", "_"};

std::string_view spell(BinaryOp op);
/// Its digits, or as it was written with its unit.
std::string spell(const Integer &integer);
/// The shortest digits that read back as the same number, with a point or an exponent.
std::string spell(const Fraction &fraction);
std::string spell(const WindowLiteral &window);
/// How tightly an operator binds: `* / %` more than `+ -`.
int precedence(BinaryOp op);
/// Whether a label is one word and needs no quotes.
bool isPlainLabel(const Label &label);

} // namespace evenstride::ast
