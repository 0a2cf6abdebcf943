// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One function per kind of node.
#include "ast/Walk.h"

namespace evenstride::ast {
namespace {

class Walker {
public:
  explicit Walker(Visitor &visitor) : visitor(visitor) {}

  void in(const ExprPtr &expression) {
    if (!expression)
      return;
    if (const auto *name = std::get_if<Name>(&expression->node))
      visitor.visit(*name, expression->span);
    std::visit([&](const auto &node) { in(node); }, expression->node);
  }
  void in(const Let &let) { in(let.value); }
  void in(const Return &returned) {
    for (const ReturnValue &value : returned.values)
      in(value.value);
  }
  void in(const Require &require) {
    for (const Budget &budget : require.budgets)
      in(budget.limit);
  }

private:
  void in(const Call &call) {
    visitor.visit(call);
    for (const Argument &argument : call.arguments)
      in(argument.value);
    in(call.label);
  }
  void in(const std::optional<Label> &label) {
    if (!label)
      return;
    visitor.visit(*label);
    for (const LabelPiece &piece : label->pieces)
      in(piece.value);
  }
  void in(const Binary &binary) {
    in(binary.left);
    in(binary.right);
    in(binary.label);
  }
  void in(const Unary &unary) { in(unary.operand); }
  void in(const Tuple &tuple) {
    for (const ExprPtr &element : tuple.elements)
      in(element);
  }
  void in(const Range &range) {
    in(range.begin);
    in(range.end);
  }
  void in(const Pipeline &pipeline) {
    in(pipeline.source);
    for (const Stage &stage : pipeline.stages)
      in(stage);
  }
  void in(const Stage &stage) {
    std::visit([&](const auto &node) { in(node); }, stage.node);
  }
  void in(const Repeat &repeat) {
    visitor.visit(repeat);
    in(repeat.bounds);
    for (const Stage &stage : repeat.body)
      in(stage);
  }
  void in(const Expect &expect) {
    for (const ExprPtr &size : expect.dims)
      in(size);
  }
  template <typename Leaf> void in(const Leaf &) {}

  Visitor &visitor;
};

} // namespace

void walk(const ExprPtr &expression, Visitor &visitor) { Walker(visitor).in(expression); }

void walk(const Statement &statement, Visitor &visitor) {
  std::visit([&](const auto &node) { Walker(visitor).in(node); }, statement.node);
}

void walk(const std::vector<Statement> &body, Visitor &visitor) {
  for (const Statement &statement : body)
    walk(statement, visitor);
}

} // namespace evenstride::ast
