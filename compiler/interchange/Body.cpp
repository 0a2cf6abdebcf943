// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From steps to statements: which values get a name, and pipelines for the rest.
#include "ast/Flat.h"
#include "interchange/Repeats.h"
#include "interchange/Steps.h"

#include <map>
#include <set>

namespace evenstride::interchange {

namespace {

/// A value that is written where it is used, with the layers that computing it there meets, in order.
struct Inline {
  ast::ExprPtr expr;
  std::vector<int32_t> layers;
};

class BodyWriter {
public:
  explicit BodyWriter(BodyRequest &request) : request(request) {
    for (const Draft::Named &input : request.inputs) {
      names[input.value] = input.name;
      taken.insert(input.name);
    }
    taken.insert("i"); // of repeats
    taken.insert(request.reserved.begin(), request.reserved.end());
    for (const Step &step : request.steps)
      for (DraftValue operand : step.operands)
        ++uses[operand];
    for (const Draft::Named &output : request.outputs)
      ++uses[output.value];
  }

  Body write() {
    for (Step &step : request.steps) {
      Inline value = valueOf(step);
      if (uses[step.result] > 1)
        let(step, std::move(value));
      else
        pending[step.result] = {std::move(value), &step};
    }
    ast::Return returned;
    for (const Draft::Named &output : request.outputs) {
      ast::ReturnValue value;
      if (request.namesOutputs)
        value.name = ast::Identifier{output.name, {}};
      value.value = folded(take(output.value, body.layers));
      if (const auto *name = std::get_if<ast::Name>(&value.value->node);
          name && value.name && name->name == output.name)
        value.name.reset();
      returned.values.push_back(std::move(value));
    }
    body.statements.push_back({std::move(returned), {}});
    return std::move(body);
  }

private:
  struct Pending {
    Inline value;
    const Step *step;
  };

  /// How much of an operand may stand within another expression.
  static constexpr size_t longestOperand = 24, longestElement = 90;

  void let(const Step &step, Inline value) {
    std::string name = nameFor(step);
    body.layers.insert(body.layers.end(), value.layers.begin(), value.layers.end());
    body.statements.push_back({ast::Let{{ast::Identifier{name, {}}}, folded(std::move(value.expr))}, {}});
    names[step.result] = name;
  }

  /// A pipeline with its repeats.
  ast::ExprPtr folded(ast::ExprPtr expr) const {
    if (auto *pipeline = std::get_if<ast::Pipeline>(&expr->node); pipeline && request.folding == Folding::Repeats)
      pipeline->stages = foldRepeats(std::move(pipeline->stages));
    return expr;
  }

  /// The last part of the label, or a letter and a number.
  std::string nameFor(const Step &step) {
    std::string_view label = step.label;
    std::string wanted = identifierOf(label.substr(label.rfind('.') + 1), "x");
    if (!label.empty() && taken.insert(wanted).second)
      return wanted;
    std::string name;
    do
      name = "x" + std::to_string(++numbered);
    while (!taken.insert(name).second);
    return name;
  }

  /// The value as an expression; its layers are added to `layers`.
  ast::ExprPtr take(DraftValue value, std::vector<int32_t> &layers) {
    auto named = names.find(value);
    if (named != names.end())
      return nameExpr(named->second);
    auto found = pending.find(value);
    layers.insert(layers.end(), found->second.value.layers.begin(), found->second.value.layers.end());
    ast::ExprPtr expr = std::move(found->second.value.expr);
    pending.erase(found);
    return expr;
  }

  /// Names what is too long to stand within the step.
  void nameLongOperands(const Step &step) {
    size_t longest = step.op ? longestOperand : longestElement;
    for (DraftValue operand : step.operands) {
      auto found = pending.find(operand);
      if (found == pending.end() || ast::flat(found->second.value.expr).size() <= longest)
        continue;
      Pending inner = std::move(found->second);
      pending.erase(found);
      let(*inner.step, std::move(inner.value));
    }
  }

  static std::optional<ast::Label> labelOf(const Step &step) {
    return step.label.empty() ? std::nullopt : std::optional(makeLabel(step.label));
  }

  Inline valueOf(Step &step) {
    if (step.operands.size() > 1)
      nameLongOperands(step);
    Inline result;
    if (step.op)
      result = operation(step);
    else if (step.operands.size() == 1)
      result = stage(step);
    else
      result = call(step);
    result.layers.insert(result.layers.end(), step.layers.begin(), step.layers.end());
    return result;
  }

  Inline operation(Step &step) {
    Inline result;
    ast::Binary binary{*step.op, {}, nullptr, nullptr, labelOf(step)};
    binary.left = take(step.operands[0], result.layers);
    binary.right = take(step.operands[1], result.layers);
    result.expr = makeExpr(std::move(binary));
    return result;
  }

  Inline stage(Step &step) {
    Inline result;
    result.expr = take(step.operands[0], result.layers);
    if (!std::holds_alternative<ast::Pipeline>(result.expr->node))
      result.expr = makeExpr(ast::Pipeline{std::move(result.expr), {}});
    ast::Call call;
    call.callee.name = step.callee;
    call.arguments = std::move(step.arguments);
    call.label = labelOf(step);
    std::get<ast::Pipeline>(result.expr->node).stages.push_back({std::move(call), {}});
    return result;
  }

  Inline call(Step &step) {
    Inline result;
    ast::Call call;
    call.callee.name = step.callee;
    call.label = labelOf(step);
    for (DraftValue operand : step.operands)
      call.arguments.push_back({std::nullopt, take(operand, result.layers), {}});
    for (ast::Argument &argument : step.arguments)
      call.arguments.push_back(std::move(argument));
    result.expr = makeExpr(std::move(call));
    return result;
  }

  BodyRequest &request;
  Body body;
  std::map<DraftValue, int> uses;
  std::map<DraftValue, std::string> names;
  std::map<DraftValue, Pending> pending;
  std::set<std::string> taken;
  int numbered = 0;
};

} // namespace

Body bodyOf(BodyRequest request) { return BodyWriter(request).write(); }

} // namespace evenstride::interchange
