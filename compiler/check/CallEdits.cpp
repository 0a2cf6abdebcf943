// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Insertions and replacements around the spans of the tree, which hold the parentheses of an expression.
#include "check/CallEdits.h"

#include <algorithm>

namespace evenstride::check {

using diagnostics::Edit;
using support::Span;

static Span behind(Span span) { return {span.file, span.end, span.end}; }
static Span before(Span span) { return {span.file, span.begin, span.begin}; }

void CallEdits::add(const std::string &name, const std::string &text) {
  edits.push_back({behind(call.arguments.back().span), ", " + name + ": " + text});
}

void CallEdits::replace(const ast::Argument &argument, std::string text) {
  edits.push_back({argument.value->span, std::move(text)});
}

void CallEdits::remove(const ast::Argument &argument) {
  auto index = size_t(&argument - call.arguments.data());
  Span span = argument.span;
  if (index > 0)
    span.begin = call.arguments[index - 1].span.end;
  else if (call.arguments.size() > 1)
    span.end = call.arguments[1].span.begin;
  edits.push_back({span, ""});
}

void CallEdits::precede(const std::string &layer, const ast::Expr *operand) {
  if (!operand) {
    edits.push_back({before(call.callee.span), layer + " -> "});
    return;
  }
  std::ranges::move(sendThrough(*operand, layer, Surrounding::Argument), std::back_inserter(edits));
}

std::vector<Edit> CallEdits::take() {
  sortEdits(edits);
  return std::move(edits);
}

void sortEdits(std::vector<Edit> &edits) {
  std::ranges::stable_sort(edits, {}, [](const Edit &edit) { return edit.span.begin; });
}

/// An operation without parentheses, to which an arrow behind it would bind in two ways.
static bool isOpenOperation(const ast::Expr &expression) {
  const auto *binary = std::get_if<ast::Binary>(&expression.node);
  return binary && expression.span.begin == binary->left->span.begin;
}

std::vector<Edit> sendThrough(const ast::Expr &expression, const std::string &layer, Surrounding where) {
  bool inner = isOpenOperation(expression), outer = where == Surrounding::Operator;
  std::vector<Edit> edits;
  if (inner || outer)
    edits.push_back({before(expression.span), inner && outer ? "((" : "("});
  edits.push_back({behind(expression.span), (inner ? ") -> " : " -> ") + layer + (outer ? ")" : "")});
  return edits;
}

bool isLiteral(const ast::Expr &expression) {
  if (const auto *tuple = std::get_if<ast::Tuple>(&expression.node))
    return std::ranges::all_of(tuple->elements, [](const ast::ExprPtr &each) { return isLiteral(*each); });
  return std::holds_alternative<ast::Integer>(expression.node) ||
         std::holds_alternative<ast::WindowLiteral>(expression.node);
}

} // namespace evenstride::check
