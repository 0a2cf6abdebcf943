// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every part of the tree as text on one line, with the parentheses that reading it back needs and no others.
#pragma once

#include "ast/Ast.h"

#include <string>

namespace evenstride::ast {

/// Where an expression stands, which decides whether it needs parentheses.
struct Place {
  enum Kind {
    Free,    // behind `=`, `return`, `:`, or in parentheses
    Bound,   // a size, the end of a range: no `->`
    Source,  // before `->`
    Negated, // behind an unary minus
    Left,    // of an operator
    Right,
  };
  Kind kind = Free;
  int precedence = 0; // of the operator, for Left and Right
};

bool needsParentheses(const Expr &expr, Place place);
/// Whether a label behind the operation would be read as one of its right operand.
bool rightTakesLabel(const Binary &binary);

std::string flat(const ExprPtr &expr, Place place = {}); // a null pointer is `_`
std::string flat(const Stage &stage);
std::string flat(const Argument &argument);
std::string flat(const ReturnValue &value);
std::string flat(const NetworkInput &input);
std::string flat(const SizeRange &size);
std::string flat(const Budget &budget);
std::string flat(const BlockParameter &parameter);
std::string flat(const Label &label);
/// " @label", or nothing.
std::string flat(const std::optional<Label> &label);
/// "repeat i in 0..6"
std::string repeatHead(const Repeat &repeat);

/// `use "blocks.stride"`
std::string flat(const Use &use);

/// The texts of a list, joined by commas.
template <typename List> std::string flatList(const List &list) {
  std::string result;
  for (const auto &element : list)
    result += (result.empty() ? "" : ", ") + flat(element);
  return result;
}

} // namespace evenstride::ast
