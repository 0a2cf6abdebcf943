// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One line texts of syntax tree nodes.
#include "ast/Flat.h"

#include "ast/Spelling.h"

namespace evenstride::ast {
namespace {

std::string text(const Integer &integer) { return spell(integer); }
std::string text(const Fraction &fraction) { return spell(fraction); }
std::string text(const WindowLiteral &window) { return spell(window); }
std::string text(const Name &name) { return name.name; }
std::string text(const Tuple &tuple) { return "(" + flatList(tuple.elements) + ")"; }
std::string text(const Unary &unary) { return "-" + flat(unary.operand, {Place::Negated}); }
std::string text(const Call &call) {
  return call.callee.name + "(" + flatList(call.arguments) + ")" + flat(call.label);
}

std::string text(const Broken &) { return "…"; }
std::string text(const Range &range) {
  return flat(range.begin, {Place::Bound}) + (range.inclusive ? "..=" : "..") + flat(range.end, {Place::Bound});
}

std::string text(const Binary &binary) {
  const int binding = precedence(binary.op);
  const std::string operation = flat(binary.left, {Place::Left, binding}) + " " + std::string(spell(binary.op)) + " " +
                                flat(binary.right, {Place::Right, binding});
  const bool closed = binary.label && rightTakesLabel(binary);
  return (closed ? "(" + operation + ")" : operation) + flat(binary.label);
}

std::string text(const Pipeline &pipeline) {
  std::string result = flat(pipeline.source, {Place::Source});
  for (const Stage &stage : pipeline.stages)
    result += " -> " + flat(stage);
  return result;
}

std::string stageText(const Call &call) {
  return call.arguments.empty() ? call.callee.name + flat(call.label) : text(call);
}

std::string stageText(const Repeat &repeat) {
  std::string body;
  for (const Stage &stage : repeat.body)
    body += (body.empty() ? "" : " -> ") + flat(stage);
  return repeatHead(repeat) + " { " + body + " }";
}

std::string stageText(const Expect &expect) { return "expect [" + flatList(expect.dims) + "]"; }

} // namespace

bool rightTakesLabel(const Binary &binary) {
  const Expr &right = *binary.right;
  if (const auto *call = std::get_if<Call>(&right.node))
    return !call->label;
  return !std::holds_alternative<Name>(right.node) && !std::holds_alternative<Integer>(right.node) &&
         !std::holds_alternative<Fraction>(right.node) && !std::holds_alternative<WindowLiteral>(right.node);
}

bool needsParentheses(const Expr &expr, Place place) {
  if (std::holds_alternative<Pipeline>(expr.node))
    return place.kind != Place::Free;
  if (std::holds_alternative<Unary>(expr.node))
    return place.kind == Place::Negated; // not `--`
  const auto *binary = std::get_if<Binary>(&expr.node);
  if (binary == nullptr || place.kind == Place::Free || place.kind == Place::Bound)
    return false;
  const bool closed = binary->label && rightTakesLabel(*binary); // has parentheses of its own
  if (place.kind == Place::Source || place.kind == Place::Negated || binary->label)
    return !closed;
  const int binding = precedence(binary->op);
  return place.kind == Place::Left ? binding < place.precedence : binding <= place.precedence;
}

std::string flat(const ExprPtr &expr, Place place) {
  if (expr == nullptr)
    return "_";
  const std::string inner = std::visit([](const auto &node) { return text(node); }, expr->node);
  return needsParentheses(*expr, place) ? "(" + inner + ")" : inner;
}

std::string flat(const Stage &stage) {
  return std::visit([](const auto &node) { return stageText(node); }, stage.node);
}

std::string flat(const Argument &argument) {
  return (argument.name ? argument.name->name + ": " : "") + flat(argument.value);
}

std::string flat(const ReturnValue &value) { return (value.name ? value.name->name + ": " : "") + flat(value.value); }

std::string flat(const NetworkInput &input) {
  return input.name.name + ": " + input.type.element.name + "[" + flatList(input.type.dims) + "]" +
         (input.type.layout ? " " + input.type.layout->name : "");
}

std::string flat(const SizeRange &size) {
  return size.name.name + " in " + flat(size.bounds, {Place::Bound}) +
         (size.step ? " step " + flat(size.step, {Place::Bound}) : "");
}

std::string flat(const Budget &budget) { return budget.figure.name + " <= " + flat(budget.limit, {Place::Bound}); }

std::string flat(const Use &use) { return "use \"" + use.path + "\""; }

std::string flat(const BlockParameter &parameter) { return parameter.name.name + (parameter.isInteger ? ": int" : ""); }

std::string flat(const Label &label) {
  if (isPlainLabel(label))
    return "@" + label.pieces[0].text;
  std::string result = "@\"";
  for (const LabelPiece &piece : label.pieces) {
    if (piece.value != nullptr)
      result += "{" + flat(piece.value, {Place::Bound}) + "}";
    for (char c : piece.text)
      result += c == '{' ? std::string("{{") : std::string(1, c);
  }
  return result + "\"";
}

std::string flat(const std::optional<Label> &label) { return label ? " " + flat(*label) : std::string(); }

std::string repeatHead(const Repeat &repeat) {
  return "repeat " + (repeat.index ? repeat.index->name + " in " : "") + flat(repeat.bounds, {Place::Bound});
}

} // namespace evenstride::ast
