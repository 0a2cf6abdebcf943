// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Nodes of the syntax tree from tokens; what the grammar's actions call.
#pragma once

#include "ast/Ast.h"
#include "syntax/Token.h"

namespace evenstride::syntax {

/// An operator and what stands to its right, before its left side is known.
struct OperatorTail {
  Token op;
  ast::ExprPtr right;
  std::optional<ast::Label> label;
};

/// The end of a range, before its beginning is known.
struct RangeTail {
  bool inclusive = false;
  ast::ExprPtr end;
};

class Builder {
public:
  explicit Builder(const support::SourceFile &file) : file(&file) {}

  ast::Span span(const Token &token) const { return {file, token.begin, token.end}; }
  ast::Span span(const Token *first, const Token *last) const; // tokens [first, last)
  std::string_view text(const Token &token) const { return file->text().substr(token.begin, token.end - token.begin); }

  ast::Identifier identifier(const Token &token) const { return {std::string(text(token)), span(token)}; }
  /// A number or a name. Digits that the scanner reported give 1.
  ast::ExprPtr leaf(const Token &token) const;
  ast::LabelPiece labelText(const Token &token) const;
  ast::ExprPtr binary(ast::ExprPtr left, OperatorTail tail) const;
  ast::ExprPtr negate(const Token &minus, ast::ExprPtr operand) const;
  ast::ExprPtr range(ast::ExprPtr begin, RangeTail tail) const;

private:
  const support::SourceFile *file;
};

ast::ExprPtr makeExpr(decltype(ast::Expr::node) node, ast::Span span);

/// Puts a label that stands behind `)` on what the brackets hold; false if that takes no label or has one.
bool attachLabel(ast::Expr &expr, ast::Label label);

} // namespace evenstride::syntax
