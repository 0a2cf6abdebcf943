// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The syntax tree as an indented text, for `--emit ast` and for comparing trees.
#pragma once

#include "ast/Ast.h"

#include <string>

namespace evenstride::ast {

enum class Spans { Shown, Left };

/// One node a line, children two spaces further in, with the places of all nodes (`4:9-4:22`, the end behind the last
/// character). Without spans, two texts are equal exactly if the trees are.
std::string dump(const Module &module, Spans spans = Spans::Shown);

} // namespace evenstride::ast
