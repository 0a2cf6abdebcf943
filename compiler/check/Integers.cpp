// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Evaluation of integer expressions and labels.
#include "check/Integers.h"

#include "check/Words.h"
#include "geometry/Checked.h"
#include "support/Text.h"

#include <algorithm>
#include <cctype>

namespace evenstride::check {

using diagnostics::Code;
using geometry::Checked;

void reportUnknownName(const std::string &name, support::Span span, const Scope &scope, Reporter &reporter) {
  std::vector<std::string_view> names = scope.names();
  reporter.report(Code::E0202, "there is no value called `" + name + "`",
                  {span, didYouMean(support::nearestName(name, names))});
}

/// A named size where one number is needed.
static void reportManyValues(const std::string &name, support::Span span, const Binding &binding, Reporter &reporter) {
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = Code::E0316;
  diagnostic.message = "`" + name + "` stands for many sizes, and one number is needed here";
  diagnostic.primary = {span, "named sizes stand in types of inputs and in `expect`"};
  diagnostic.labels.push_back({binding.span, "`" + name + "` is declared here"});
  reporter.report(std::move(diagnostic));
}

namespace {

class Evaluator {
public:
  Evaluator(const Scope &scope, Reporter &reporter) : scope(scope), reporter(reporter) {}

  Checked evaluate(const ast::Expr &expression) {
    return std::visit([&](const auto &node) { return evaluate(node, expression); }, expression.node);
  }

private:
  Checked evaluate(const ast::Integer &node, const ast::Expr &) { return node.value; }

  Checked evaluate(const ast::Name &node, const ast::Expr &expression) {
    const Binding *binding = scope.find(node.name);
    if (!binding) {
      reportUnknownName(node.name, expression.span, scope, reporter);
      return std::nullopt;
    }
    if (std::holds_alternative<Tensor>(binding->value))
      reporter.report(Code::E0216, "`" + node.name + "` is a tensor", {expression.span, "an integer is needed here"});
    if (std::holds_alternative<NamedSize>(binding->value))
      reportManyValues(node.name, expression.span, *binding, reporter);
    const Number *number = std::get_if<Number>(&binding->value);
    return number ? number->value : std::nullopt;
  }

  Checked evaluate(const ast::Unary &node, const ast::Expr &expression) {
    Checked operand = evaluate(*node.operand);
    return operand ? inRange(geometry::checkedSubtract(0, operand), expression) : std::nullopt;
  }

  Checked evaluate(const ast::Binary &node, const ast::Expr &expression) {
    Checked left = evaluate(*node.left), right = evaluate(*node.right);
    if (!left || !right)
      return std::nullopt;
    switch (node.op) {
    case ast::BinaryOp::Add:
      return inRange(geometry::checkedAdd(left, right), expression);
    case ast::BinaryOp::Subtract:
      return inRange(geometry::checkedSubtract(left, right), expression);
    case ast::BinaryOp::Multiply:
      return inRange(geometry::checkedMultiply(left, right), expression);
    case ast::BinaryOp::Divide:
      return divide(*left, *right, expression);
    case ast::BinaryOp::Remainder:
      return remainder(*left, *right, expression);
    }
    return std::nullopt;
  }

  Checked evaluate(const ast::Broken &, const ast::Expr &) { return std::nullopt; }

  template <typename Node> Checked evaluate(const Node &, const ast::Expr &expression) {
    reporter.report(Code::E0216, "an integer is needed here", {expression.span, "this is no integer"});
    return std::nullopt;
  }

  Checked inRange(Checked value, const ast::Expr &expression) {
    if (!value)
      reporter.report(Code::E0215, "this integer leaves 64 bits", {expression.span, "too large"});
    return value;
  }

  bool byZero(int64_t right, const ast::Expr &expression) {
    if (right == 0)
      reporter.report(Code::E0214, "a division by zero has no result", {expression.span, "the right side is 0"});
    return right == 0;
  }

  Checked divide(int64_t left, int64_t right, const ast::Expr &expression) {
    if (byZero(right, expression))
      return std::nullopt;
    if (right == -1)
      return inRange(geometry::checkedSubtract(0, left), expression);
    if (left % right == 0)
      return left / right;
    std::string text = std::to_string(left) + " / " + std::to_string(right);
    reporter.report(Code::E0214, text + " is not an integer",
                    {expression.span, text + " leaves " + std::to_string(std::abs(left % right))});
    return std::nullopt;
  }

  /// The remainder has the sign of the divisor, so that a negative number wraps round.
  Checked remainder(int64_t left, int64_t right, const ast::Expr &expression) {
    if (byZero(right, expression))
      return std::nullopt;
    if (right == -1)
      return 0;
    int64_t rest = left % right;
    return rest != 0 && (rest < 0) != (right < 0) ? rest + right : rest;
  }

  const Scope &scope;
  Reporter &reporter;
};

} // namespace

std::optional<int64_t> evaluateInteger(const ast::Expr &expression, const Scope &scope, Reporter &reporter) {
  return Evaluator(scope, reporter).evaluate(expression);
}

bool isInteger(const ast::Expr &expression, const Scope &scope) {
  if (std::holds_alternative<ast::Integer>(expression.node))
    return true;
  if (const auto *name = std::get_if<ast::Name>(&expression.node)) {
    const Binding *binding = scope.find(name->name);
    return binding &&
           (std::holds_alternative<Number>(binding->value) || std::holds_alternative<NamedSize>(binding->value));
  }
  if (const auto *unary = std::get_if<ast::Unary>(&expression.node))
    return isInteger(*unary->operand, scope);
  if (const auto *binary = std::get_if<ast::Binary>(&expression.node))
    return isInteger(*binary->left, scope) && isInteger(*binary->right, scope);
  return false;
}

/// Labels become parts of paths, and those names of tensors in weight files.
static bool isUsable(std::string_view label) {
  auto plain = [](char c) { return std::isgraph(static_cast<unsigned char>(c)) && c != ':' && c != '`'; };
  return !label.empty() && std::ranges::all_of(label, plain) && label.front() != '.' && label.back() != '.' &&
         label.find("..") == std::string_view::npos;
}

std::optional<std::string> evaluateLabel(const ast::Label &label, const Scope &scope, Reporter &reporter) {
  std::string text;
  bool known = true;
  for (const ast::LabelPiece &piece : label.pieces) {
    if (!piece.value) {
      text += piece.text;
      continue;
    }
    std::optional<int64_t> value = evaluateInteger(*piece.value, scope, reporter);
    known = known && value;
    text += std::to_string(value.value_or(0));
  }
  if (!known)
    return std::nullopt;
  if (isUsable(text))
    return text;
  reporter.report(Code::E0224, "the label `" + text + "` is not usable in a path",
                  {label.span, "a label is made of words, digits and single dots between them"});
  return std::nullopt;
}

} // namespace evenstride::check
