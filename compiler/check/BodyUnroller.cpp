// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Statements, expressions, pipelines and repeats.
#include "check/BodyUnroller.h"

#include "check/Integers.h"
#include "check/Merge.h"
#include "support/Text.h"

#include <algorithm>

namespace evenstride::check {

using diagnostics::Code;

bool BodyUnroller::spend(support::Span span) {
  ++steps;
  if (flow.tooLarge)
    return false;
  if (steps <= UnrollLimits::steps && flow.graph.nodes.size() < UnrollLimits::nodes)
    return true;
  flow.tooLarge = true;
  reporter.report(Code::E0219, "the network is too large",
                  {span, "more than " + std::to_string(UnrollLimits::nodes) + " layers with all copies unrolled"});
  return false;
}

const ast::Return *BodyUnroller::returnOf(const std::vector<ast::Statement> &statements) {
  return statements.empty() ? nullptr : std::get_if<ast::Return>(&statements.back().node);
}

Tensors BodyUnroller::body(const std::vector<ast::Statement> &statements, support::Span span, Place place) {
  auto returns = [](const ast::Statement &statement) { return std::holds_alternative<ast::Return>(statement.node); };
  if (std::ranges::none_of(statements, returns))
    reporter.report(Code::E0218, "there is no `return` at the end", {span, "nothing is returned"});
  for (const ast::Statement &statement : statements) {
    if (const auto *node = std::get_if<ast::Let>(&statement.node)) {
      let(*node, place);
    } else if (std::holds_alternative<ast::Require>(statement.node)) {
      continue; // computes nothing: see Budgets.h
    } else if (&statement == &statements.back()) {
      return returned(std::get<ast::Return>(statement.node), place);
    } else {
      reporter.report(Code::E0218, "nothing behind a `return` is ever computed",
                      {statement.span, "has to be the last statement"});
      return returned(std::get<ast::Return>(statement.node), place);
    }
  }
  return Tensors::unknown();
}

Tensors BodyUnroller::returned(const ast::Return &node, Place place) {
  Tensors result;
  for (const ast::ReturnValue &value : node.values)
    result.values.push_back(tensor(*value.value, place));
  return result;
}

void BodyUnroller::let(const ast::Let &let, Place place) {
  if (std::holds_alternative<ast::Broken>(let.value->node)) {
    for (const ast::Identifier &name : let.names)
      place.scope.declare(name, {Unknown(), name.span}, reporter);
    return;
  }
  if (let.names.size() == 1 && isInteger(*let.value, place.scope)) {
    Number number{evaluateInteger(*let.value, place.scope, reporter)};
    place.scope.declare(let.names[0], {number, let.names[0].span}, reporter);
    return;
  }
  Tensors values = tensors(*let.value, place);
  bool fits = values.countKnown && values.values.size() == let.names.size();
  if (values.countKnown && !fits)
    reporter.report(Code::E0217,
                    support::plural(int64_t(values.values.size()), "result") + " for " +
                        support::plural(int64_t(let.names.size()), "name"),
                    {let.value->span, "gives " + support::plural(int64_t(values.values.size()), "tensor")});
  for (size_t i = 0; i < let.names.size(); ++i) {
    Tensor value = fits ? values.values[i] : Tensor();
    flow.graph.mention(let.names[i].span, value.id);
    place.scope.declare(let.names[i], {value, let.names[i].span}, reporter);
  }
}

Tensors BodyUnroller::tensors(const ast::Expr &expression, Place place) {
  if (!spend(expression.span))
    return Tensors::unknown();
  return std::visit([&](const auto &node) { return tensors(node, expression, place); }, expression.node);
}

Tensor BodyUnroller::tensor(const ast::Expr &expression, Place place) {
  return single(tensors(expression, place), expression.span);
}

Tensor BodyUnroller::single(Tensors tensors, support::Span span) {
  if (tensors.countKnown && tensors.values.size() != 1) {
    reporter.report(Code::E0217, "one tensor is needed here",
                    {span, "gives " + std::to_string(tensors.values.size()) + "; name them with `let a, b = …`"});
    return {};
  }
  return tensors.first();
}

Tensors BodyUnroller::tensors(const ast::Name &name, const ast::Expr &expression, Place place) {
  const Binding *binding = place.scope.find(name.name);
  if (!binding) {
    reportUnknownName(name.name, expression.span, place.scope, reporter);
    return {{Tensor()}};
  }
  if (isInteger(expression, place.scope))
    reporter.report(Code::E0216, "`" + name.name + "` is an integer", {expression.span, "a tensor is needed here"});
  const Tensor *value = std::get_if<Tensor>(&binding->value);
  return {{value ? *value : Tensor()}};
}

Tensors BodyUnroller::tensors(const ast::Call &call, const ast::Expr &expression, Place place) {
  return this->call({call, expression.span}, place);
}

Tensors BodyUnroller::tensors(const ast::Broken &, const ast::Expr &, Place) { return Tensors::unknown(); }

template <typename Node> Tensors BodyUnroller::tensors(const Node &, const ast::Expr &expression, Place) {
  reporter.report(Code::E0216, "a tensor is needed here", {expression.span, "this is no tensor"});
  return {{Tensor()}};
}

/// The layer behind an operator, or null for those that only integers have.
static const layers::LayerKind *operatorLayer(ast::BinaryOp op) {
  switch (op) {
  case ast::BinaryOp::Add:
    return layers::findLayer("add");
  case ast::BinaryOp::Subtract:
    return layers::findLayer("sub");
  case ast::BinaryOp::Multiply:
    return layers::findLayer("mul");
  case ast::BinaryOp::Divide:
  case ast::BinaryOp::Remainder:
    return nullptr;
  }
  return nullptr;
}

Tensors BodyUnroller::tensors(const ast::Binary &binary, const ast::Expr &expression, Place place) {
  const layers::LayerKind *kind = operatorLayer(binary.op);
  if (!kind) {
    reporter.report(Code::E0216, "tensors have `+`, `-` and `*` only", {binary.opSpan, "this is for integers"});
    return {{Tensor()}};
  }
  Tensor left = tensor(*binary.left, place), right = tensor(*binary.right, place);
  LayerCall layer;
  layer.kind = kind;
  layer.span = expression.span;
  layer.token = binary.opSpan;
  layer.operandTexts = {binary.left.get(), binary.right.get()};
  layer.path = pathFor(kind->keyword, binary.label, binary.opSpan, place);
  if (!left.known() || !right.known())
    return {{Tensor()}};
  layer.operands = {left.id, right.id};
  return {{applyLayer(flow, std::move(layer), ledger, reporter)}};
}

Tensors BodyUnroller::tensors(const ast::Pipeline &node, const ast::Expr &, Place place) {
  return pipeline(tensors(*node.source, place), node.stages, place);
}

Tensors BodyUnroller::pipeline(Tensors source, std::span<const ast::Stage> stages, Place place) {
  for (const ast::Stage &stage : stages) {
    if (!spend(stage.span))
      return Tensors::unknown();
    if (const auto *repeated = std::get_if<ast::Repeat>(&stage.node)) {
      source = repeat(*repeated, std::move(source), place);
      flow.graph.mention(stage.span, source.first().id);
      continue;
    }
    Tensor value = single(std::move(source), stage.span);
    if (const auto *call = std::get_if<ast::Call>(&stage.node)) {
      source = this->call({*call, stage.span, &value}, place);
    } else {
      checkExpectation(flow, value, stage, place.scope, reporter);
      source = {{value}};
    }
  }
  return source;
}

Tensors BodyUnroller::repeat(const ast::Repeat &repeat, Tensors source, Place place) {
  const auto *range = std::get_if<ast::Range>(&repeat.bounds->node);
  std::optional<int64_t> begin = 0, end;
  if (range) {
    begin = evaluateInteger(*range->begin, place.scope, reporter);
    end = evaluateInteger(*range->end, place.scope, reporter);
    if (end && range->inclusive)
      end = *end < INT64_MAX ? *end + 1 : *end;
  } else {
    end = evaluateInteger(*repeat.bounds, place.scope, reporter);
  }
  if (begin && end && *begin > *end) {
    reporter.report(Code::E0223, "this repeat runs backwards",
                    {repeat.bounds->span, range ? "from " + std::to_string(*begin) + " up to a smaller number"
                                                : std::to_string(*end) + " copies"});
    end.reset();
  }
  // Behind an error one copy is looked at, for more errors.
  bool known = begin && end;
  int64_t first = known ? *begin : 0, last = known ? *end : 1;
  for (int64_t i = first; i < last; ++i) {
    if (!spend(repeat.bounds->span))
      return Tensors::unknown();
    Scope inner(&place.scope);
    if (repeat.index)
      inner.declare(*repeat.index, {Number{known ? std::optional(i) : std::nullopt}, repeat.index->span}, reporter);
    source = pipeline(std::move(source), repeat.body, {inner, place.frame});
  }
  return known ? source : Tensors::unknown();
}

} // namespace evenstride::check
