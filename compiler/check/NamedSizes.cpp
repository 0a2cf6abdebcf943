// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Evaluation of ranges and of expressions that are affine in one named size.
#include "check/NamedSizes.h"

#include "check/Integers.h"
#include "geometry/Affine.h"
#include "geometry/Window.h"
#include "support/Text.h"

#include <algorithm>
#include <cstdlib>

namespace evenstride::check {

using diagnostics::Code;
using geometry::Affine;

namespace {

/// Numbers of a range as they are written.
struct Bounds {
  int64_t first = 1, last = 1, step = 1;
};

class RangeReader {
public:
  RangeReader(const ast::SizeRange &range, const Scope &scope, Reporter &reporter)
      : range(range), scope(scope), reporter(reporter) {}

  std::optional<Bounds> read() {
    const auto *written = std::get_if<ast::Range>(&range.bounds->node);
    if (!written)
      return std::nullopt; // the parser said so
    std::optional<int64_t> first = evaluateInteger(*written->begin, scope, reporter);
    std::optional<int64_t> end = evaluateInteger(*written->end, scope, reporter);
    std::optional<int64_t> step =
        range.step ? evaluateInteger(*range.step, scope, reporter) : std::optional<int64_t>(1);
    if (!first || !end || !step)
      return std::nullopt;
    return judge({*first, written->inclusive || *end == INT64_MIN ? *end : *end - 1, *step}, *written);
  }

private:
  std::optional<Bounds> judge(Bounds bounds, const ast::Range &written) {
    std::string name = "`" + range.name.name + "`";
    if (bounds.step < 1)
      reporter.report(Code::E0314, "the step of " + name + " is too small", {range.step->span, "has to be at least 1"});
    else if (bounds.first > bounds.last)
      reporter.report(Code::E0314, "the range of " + name + " is empty", {range.bounds->span, "holds no number"});
    else if (bounds.first < 1)
      reporter.report(Code::E0314, name + " begins below 1", {written.begin->span, "a size is at least 1"});
    else if (bounds.last > geometry::maxExtent)
      reporter.report(Code::E0314, name + " may be too large",
                      {written.end->span, "at most " + std::to_string(geometry::maxExtent)});
    else
      return bounds;
    return std::nullopt;
  }

  const ast::SizeRange &range;
  const Scope &scope;
  Reporter &reporter;
};

} // namespace

/// A value that the caller gives has to be one of the range.
static void reportValue(const VariableSize &size, int64_t value, Reporter &reporter) {
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = Code::E0018;
  diagnostic.message = "`" + size.name + "` may not be " + std::to_string(value);
  bool within = value >= size.first && value <= size.last();
  int64_t below = size.first + (value - size.first) / size.step * size.step;
  diagnostic.primary = {size.span, within
                                       ? "the sizes next to it are " + std::to_string(below) + " and " +
                                             std::to_string(below + size.step)
                                       : "from " + std::to_string(size.first) + " to " + std::to_string(size.last())};
  reporter.report(std::move(diagnostic));
}

std::optional<VariableSize> rangeOf(const ast::SizeRange &range, const SizeValues &values, const Scope &scope,
                                    Reporter &reporter) {
  std::optional<Bounds> bounds = RangeReader(range, scope, reporter).read();
  if (!bounds)
    return std::nullopt;
  VariableSize size{.name = range.name.name,
                    .value = bounds->first,
                    .named = true,
                    .first = bounds->first,
                    .step = bounds->step,
                    .count = (bounds->last - bounds->first) / bounds->step + 1,
                    .span = range.span};
  auto given = values.find(size.name);
  if (given == values.end())
    return size;
  size.value = given->second;
  size.isSet = true;
  bool fits = size.value >= size.first && size.value <= size.last() && (size.value - size.first) % size.step == 0;
  if (fits)
    return size;
  reportValue(size, size.value, reporter);
  return std::nullopt;
}

void reportUnknownSizes(const ast::Program &program, const Declarations &declarations, Reporter &reporter) {
  std::vector<std::string_view> names;
  for (const ast::Network *network : declarations.networks)
    for (const ast::SizeRange &size : network->sizes)
      names.push_back(size.name.name);
  for (const auto &[name, value] : program.sizes) {
    if (std::ranges::find(names, name) != names.end())
      continue;
    diagnostics::Diagnostic diagnostic;
    diagnostic.code = Code::E0018;
    diagnostic.message = "there is no size called `" + name + "`";
    if (auto near = support::nearestName(name, names))
      diagnostic.help.push_back("did you mean `" + std::string(*near) + "`?");
    else if (names.empty())
      diagnostic.help.push_back("no size has a name: `where` gives one");
    reporter.report(std::move(diagnostic));
  }
}

namespace {

/// An expression as a function of one named size.
struct Term {
  Affine function = Affine::constant(0);
  SizeVariable variable = noVariable;
};

class SizeEvaluator {
public:
  SizeEvaluator(const Scope &scope, Reporter &reporter) : scope(scope), reporter(reporter) {}

  /// Whether a named size stands in the expression.
  bool hasName(const ast::Expr &expression) const {
    if (const auto *name = std::get_if<ast::Name>(&expression.node)) {
      const Binding *binding = scope.find(name->name);
      return binding && std::holds_alternative<NamedSize>(binding->value);
    }
    if (const auto *unary = std::get_if<ast::Unary>(&expression.node))
      return hasName(*unary->operand);
    const auto *binary = std::get_if<ast::Binary>(&expression.node);
    return binary && (hasName(*binary->left) || hasName(*binary->right));
  }

  std::optional<Term> evaluate(const ast::Expr &expression) {
    if (!hasName(expression)) {
      std::optional<int64_t> value = evaluateInteger(expression, scope, reporter);
      return value ? std::optional(Term{Affine::constant(*value)}) : std::nullopt;
    }
    if (const auto *name = std::get_if<ast::Name>(&expression.node))
      return Term{Affine::symbol(), std::get<NamedSize>(scope.find(name->name)->value).variable};
    if (const auto *binary = std::get_if<ast::Binary>(&expression.node))
      return evaluate(*binary, expression);
    return refuse(expression);
  }

private:
  std::optional<Term> evaluate(const ast::Binary &node, const ast::Expr &expression) {
    std::optional<Term> left = evaluate(*node.left), right = evaluate(*node.right);
    if (!left || !right)
      return std::nullopt;
    bool both = left->variable != noVariable && right->variable != noVariable;
    Term result{Affine::constant(0), left->variable == noVariable ? right->variable : left->variable};
    std::optional<Affine> function =
        both && left->variable != right->variable ? std::nullopt : combine(node.op, *left, *right);
    if (!function)
      return refuse(expression);
    result.function = *function;
    return result;
  }

  static std::optional<Affine> combine(ast::BinaryOp op, const Term &left, const Term &right) {
    const Affine &constant = left.function.isConstant() ? left.function : right.function;
    const Affine &other = left.function.isConstant() ? right.function : left.function;
    std::optional<Affine> negated = right.function.times(-1);
    switch (op) {
    case ast::BinaryOp::Add:
      return left.function.plus(right.function);
    case ast::BinaryOp::Subtract:
      return negated ? left.function.plus(*negated) : std::nullopt;
    case ast::BinaryOp::Multiply:
      return constant.isConstant() && constant.divisor() == 1 ? other.times(constant.offset()) : std::nullopt;
    case ast::BinaryOp::Divide:
      return right.function.isConstant() && right.function.offset() >= 1 ? left.function.over(right.function.offset())
                                                                         : std::nullopt;
    case ast::BinaryOp::Remainder:
      return std::nullopt;
    }
    return std::nullopt;
  }

  std::optional<Term> refuse(const ast::Expr &expression) {
    reporter.report(Code::E0316, "this is no plain multiple of a named size",
                    {expression.span, "a named size may be multiplied or divided by a number, and one added"});
    return std::nullopt;
  }

  const Scope &scope;
  Reporter &reporter;
};

} // namespace

std::optional<SizeExpression> evaluateSize(const ast::Expr &expression, Axis axis, const Scope &scope,
                                           SizeProgram &program, Reporter &reporter) {
  SizeEvaluator evaluator(scope, reporter);
  if (!evaluator.hasName(expression)) {
    std::optional<int64_t> value = evaluateInteger(expression, scope, reporter);
    return value ? std::optional(SizeExpression{*value}) : std::nullopt;
  }
  std::optional<Term> term = evaluator.evaluate(expression);
  if (!term)
    return std::nullopt;
  const Affine &function = term->function;
  bool grows =
      function.scale() >= 1 && function.scale() <= geometry::maxExtent && function.divisor() <= geometry::maxExtent;
  if (!grows || std::abs(function.offset()) > geometry::maxExtent) {
    reporter.report(Code::E0316, "this size does not grow with the named one", {expression.span, ""});
    return std::nullopt;
  }
  const VariableSize &variable = program.variables()[size_t(term->variable)];
  ExtentId extent = program.scaled(program.variable(term->variable, axis),
                                   {function.scale(), function.offset(), function.divisor()}, /*node=*/-1, axis);
  if (std::optional<int64_t> value = function.at(variable.value))
    return SizeExpression{*value, extent};
  int64_t numerator = function.scale() * variable.value + function.offset();
  reporter.report(Code::E0214,
                  std::to_string(numerator) + " / " + std::to_string(function.divisor()) + " is not an integer",
                  {expression.span, "where `" + variable.name + "` is " + std::to_string(variable.value)});
  return std::nullopt;
}

} // namespace evenstride::check
