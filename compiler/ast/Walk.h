// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Visits everything below a piece of the tree, whatever it stands in: for those who look for names, calls or labels.
#pragma once

#include "ast/Ast.h"

namespace evenstride::ast {

/// What is met on the way, in the order of the text; what contains something comes before it.
class Visitor {
public:
  virtual ~Visitor() = default;
  virtual void visit(const Name &, Span) {}
  virtual void visit(const Call &) {}
  virtual void visit(const Repeat &) {}
  virtual void visit(const Label &) {}
};

void walk(const ExprPtr &expression, Visitor &visitor); // nothing for a null pointer
void walk(const Statement &statement, Visitor &visitor);
void walk(const std::vector<Statement> &body, Visitor &visitor);

} // namespace evenstride::ast
