// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What may be written at a place, told from the words before it alone: there is no tree where somebody is typing.
#pragma once

#include "syntax/Scanner.h"

#include <optional>
#include <string_view>
#include <vector>

namespace evenstride::lsp {

/// The call whose parentheses hold the cursor.
struct OpenCall {
  std::string_view callee;
  support::Span calleeSpan;
  bool piped = false;                         // stands behind an arrow, which brings the first tensor
  std::vector<std::string_view> named = {};   // arguments that have their names already, on both sides of the cursor
  size_t before = 0;                          // arguments that end before the cursor
  std::optional<std::string_view> value = {}; // the cursor is behind the colon of this argument
};

struct Cursor {
  enum Kind {
    Nothing,    // a comment, a label, a new name
    Item,       // `network`, `block`, `use`
    Statement,  // `let`, `return`, `require`
    Behind,     // an operand: `->`, or the next statement
    Stage,      // behind an arrow
    Expression, // a value or a call
    Argument,   // of `call`
    Size,       // in brackets
    Type,       // behind the colon of a network's input
    BlockType,  // behind the colon of a block's parameter
    Figure,     // of a budget
  };
  Kind kind = Nothing;
  uint32_t wordBegin = 0;       // where the word that is being typed begins
  std::optional<OpenCall> call; // the innermost one around the cursor
};

Cursor cursorAt(const support::SourceFile &file, const syntax::Scan &scan, uint32_t offset);

} // namespace evenstride::lsp
