// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Building of syntax tree nodes.
#include "syntax/Build.h"

#include "syntax/Numbers.h"

#include <charconv>

namespace evenstride::syntax {

using namespace ast;

namespace {

/// Decimal digits from `text` on; 1 where there are none or too many, which was reported by the scanner.
int64_t readInteger(std::string_view text) {
  int64_t value = 1;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// With a unit, as in a budget, or without.
Integer integer(std::string_view text) {
  if (isDigit(text.back()))
    return {readInteger(text)};
  const std::optional<int64_t> amount = readAmount(text);
  return amount ? Integer{*amount, std::string(text)} : Integer{1};
}

double readFraction(std::string_view text) {
  double value = 1;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// `3x3`, or what the scanner has reported and taken for one: `3 x 3`, `3X3`.
WindowLiteral readWindow(std::string_view text) {
  constexpr std::string_view digits = "0123456789";
  const size_t cross = text.find_first_not_of(digits);
  const size_t width = text.find_first_of(digits, cross);
  return {readInteger(text), width == text.npos ? 1 : readInteger(text.substr(width))};
}

BinaryOp binaryOp(Kind kind) {
  switch (kind) {
  case Kind::Plus:
    return BinaryOp::Add;
  case Kind::Minus:
    return BinaryOp::Subtract;
  case Kind::Star:
    return BinaryOp::Multiply;
  case Kind::Slash:
    return BinaryOp::Divide;
  default:
    return BinaryOp::Remainder;
  }
}

} // namespace

ExprPtr makeExpr(decltype(Expr::node) node, Span span) { return std::make_shared<Expr>(Expr{std::move(node), span}); }

Span Builder::span(const Token *first, const Token *last) const {
  return {file, first->begin, first == last ? first->begin : (last - 1)->end};
}

ExprPtr Builder::leaf(const Token &token) const {
  if (token.guessed)
    return makeExpr(Broken{}, span(token));
  switch (token.kind) {
  case Kind::Integer:
    return makeExpr(integer(text(token)), span(token));
  case Kind::Fraction:
    return makeExpr(Fraction{readFraction(text(token))}, span(token));
  case Kind::Window:
    return makeExpr(readWindow(text(token)), span(token));
  default:
    return makeExpr(Name{std::string(text(token))}, span(token));
  }
}

LabelPiece Builder::labelText(const Token &token) const {
  LabelPiece piece;
  const std::string_view raw = text(token);
  for (size_t i = 0; i < raw.size(); ++i) {
    piece.text += raw[i];
    if (raw[i] == '{') // written twice
      ++i;
  }
  return piece;
}

ExprPtr Builder::binary(ExprPtr left, OperatorTail tail) const {
  Span whole = support::join(left->span, tail.right->span);
  if (tail.label)
    whole = support::join(whole, tail.label->span);
  if (tail.op.guessed)
    return makeExpr(Broken{}, whole);
  return makeExpr(
      Binary{binaryOp(tail.op.kind), span(tail.op), std::move(left), std::move(tail.right), std::move(tail.label)},
      whole);
}

ExprPtr Builder::negate(const Token &minus, ExprPtr operand) const {
  const Span whole = support::join(span(minus), operand->span);
  return makeExpr(Unary{UnaryOp::Negate, std::move(operand)}, whole);
}

ExprPtr Builder::range(ExprPtr begin, RangeTail tail) const {
  const Span whole = support::join(begin->span, tail.end->span);
  return makeExpr(Range{std::move(begin), std::move(tail.end), tail.inclusive}, whole);
}

bool attachLabel(Expr &expr, Label label) {
  std::optional<Label> *slot = nullptr;
  if (auto *call = std::get_if<Call>(&expr.node))
    slot = &call->label;
  else if (auto *binary = std::get_if<Binary>(&expr.node))
    slot = &binary->label;
  if (slot == nullptr || slot->has_value())
    return false;
  *slot = std::move(label);
  return true;
}

} // namespace evenstride::syntax
