// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds the calls in a piece of the tree, of layers and of blocks.
#pragma once

#include "ast/Ast.h"

namespace evenstride::check {

/// Calls visit(const ast::Call &) for every call in a piece of the tree.
template <typename Visit> struct CallFinder {
  Visit visit;

  void in(const std::vector<ast::Statement> &body) {
    for (const ast::Statement &statement : body)
      std::visit([&](const auto &node) { in(node); }, statement.node);
  }
  void in(const ast::Let &let) { in(let.value); }
  void in(const ast::Return &returned) {
    for (const ast::ReturnValue &value : returned.values)
      in(value.value);
  }
  void in(const ast::ExprPtr &expression) {
    if (expression)
      std::visit([&](const auto &node) { in(node); }, expression->node);
  }
  void in(const ast::Call &call) {
    visit(call);
    for (const ast::Argument &argument : call.arguments)
      in(argument.value);
  }
  void in(const ast::Binary &binary) {
    in(binary.left);
    in(binary.right);
  }
  void in(const ast::Unary &unary) { in(unary.operand); }
  void in(const ast::Tuple &tuple) {
    for (const ast::ExprPtr &element : tuple.elements)
      in(element);
  }
  void in(const ast::Pipeline &pipeline) {
    in(pipeline.source);
    in(pipeline.stages);
  }
  void in(const std::vector<ast::Stage> &stages) {
    for (const ast::Stage &stage : stages)
      if (const auto *call = std::get_if<ast::Call>(&stage.node))
        in(*call);
      else if (const auto *repeat = std::get_if<ast::Repeat>(&stage.node))
        in(repeat->body);
  }
  template <typename Leaf> void in(const Leaf &) {}
};
template <typename Visit> CallFinder(Visit) -> CallFinder<Visit>;

} // namespace evenstride::check
