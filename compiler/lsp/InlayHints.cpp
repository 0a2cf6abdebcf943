// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `textDocument/inlayHint`: the shape behind each layer, block call and repeat of a pipeline, and behind names.
#include "lsp/Describe.h"
#include "lsp/Features.h"

namespace evenstride::lsp {

namespace {

/// Where a hint belongs and whose shape it is.
struct Anchor {
  support::Span place;
  uint32_t at = 0;
};

/// Collects the anchors of a file: stages of pipelines, and calls that begin one.
class Anchors {
public:
  explicit Anchors(const ast::Module &module) {
    for (const auto &item : module.items)
      if (const auto *block = std::get_if<ast::Block>(&item))
        statements(block->body);
      else if (const auto *network = std::get_if<ast::Network>(&item))
        statements(network->body);
  }

  std::vector<Anchor> all;

private:
  void statements(const std::vector<ast::Statement> &body) {
    for (const ast::Statement &statement : body)
      if (const auto *let = std::get_if<ast::Let>(&statement.node))
        expression(let->value);
      else if (const auto *node = std::get_if<ast::Return>(&statement.node))
        for (const ast::ReturnValue &value : node->values)
          expression(value.value);
  }

  void add(const support::Span &span) { all.push_back({span, span.end}); }

  void expression(const ast::ExprPtr &expr) {
    if (expr)
      std::visit([&](const auto &node) { visit(node, expr->span); }, expr->node);
  }
  void visit(const ast::Call &call, const support::Span &span) {
    for (const ast::Argument &argument : call.arguments)
      expression(argument.value);
    add(span);
  }
  void visit(const ast::Binary &binary, const support::Span &span) {
    expression(binary.left);
    expression(binary.right);
    add(span);
  }
  void visit(const ast::Pipeline &pipeline, const support::Span &) {
    expression(pipeline.source);
    stages(pipeline.stages);
  }
  void stages(const std::vector<ast::Stage> &list) {
    for (const ast::Stage &stage : list)
      std::visit([&](const auto &node) { visit(node, stage.span); }, stage.node);
  }
  void visit(const ast::Repeat &repeat, const support::Span &span) {
    stages(repeat.body);
    add(span);
  }
  template <typename Other> void visit(const Other &, const support::Span &) {}
};

} // namespace

Json inlayHints(const Context &context, const Json &params) {
  Range range = params.at("range").get<Range>();
  uint32_t from = context.analysis.lines().offset(range.start), to = context.analysis.lines().offset(range.end);
  Json hints = Json::array();
  for (const Anchor &anchor : Anchors(context.analysis.module()).all) {
    if (anchor.at < from || anchor.at > to)
      continue;
    std::string shapes = shapesOf(context.analysis.places().at(anchor.place));
    if (!shapes.empty())
      hints.push_back({{"position", context.analysis.lines().position(anchor.at)},
                       {"label", shapes},
                       {"kind", 1},
                       {"paddingLeft", true}});
  }
  return hints;
}

} // namespace evenstride::lsp
