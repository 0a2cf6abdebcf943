// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Layers and calls of blocks as the syntax tree will have them, while the text of an imported network is composed.
#pragma once

#include "ast/Ast.h"
#include "interchange/Draft.h"

#include <optional>
#include <string>
#include <vector>

namespace evenstride::interchange {

/// A call in a body: of a layer, an operator or a block.
struct Step {
  std::string callee;
  std::optional<ast::BinaryOp> op; // written between its operands
  std::vector<ast::Argument> arguments;
  std::string label; // empty: none
  std::vector<DraftValue> operands;
  DraftValue result = -1;
  std::vector<int32_t> layers; // of the draft, in the order in which the check will meet them
};

/// One step per layer, with the arguments that differ from their defaults.
std::vector<Step> stepsOf(const Draft &draft);

/// Whether what comes again and again is written once.
enum class Folding { Repeats, None };

/// A body that computes values from given ones.
struct BodyRequest {
  std::vector<Step> steps; // operands first
  std::vector<Draft::Named> inputs, outputs;
  bool namesOutputs = false; // `return name: value`
  Folding folding = Folding::Repeats;
  std::vector<std::string> reserved = {}; // names that mean something else
};
struct Body {
  std::vector<ast::Statement> statements;
  std::vector<int32_t> layers; // of the draft, in the order in which the check will meet them
};
/// Pipelines as long as they can be, and a `let` for what is used twice or would be hard to read in place.
Body bodyOf(BodyRequest request);

// Small pieces of trees.
ast::ExprPtr makeExpr(decltype(ast::Expr::node) node);
ast::ExprPtr integerExpr(int64_t value);
ast::ExprPtr nameExpr(std::string name);
ast::Label makeLabel(const std::string &text);
/// A name of the language made from any text; `otherwise` where nothing is left of it.
std::string identifierOf(std::string_view text, std::string_view otherwise);

} // namespace evenstride::interchange
