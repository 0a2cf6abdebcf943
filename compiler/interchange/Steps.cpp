// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Arguments as a person would write them.
#include "interchange/Steps.h"

#include "ast/Spelling.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

namespace evenstride::interchange {

using layers::Parameter;
using layers::ParameterType;
using List = std::vector<int64_t>;

ast::ExprPtr makeExpr(decltype(ast::Expr::node) node) {
  auto expr = std::make_shared<ast::Expr>();
  expr->node = std::move(node);
  return expr;
}

ast::ExprPtr nameExpr(std::string name) { return makeExpr(ast::Name{std::move(name)}); }

ast::ExprPtr integerExpr(int64_t value) {
  if (value >= 0)
    return makeExpr(ast::Integer{value});
  return makeExpr(ast::Unary{ast::UnaryOp::Negate, makeExpr(ast::Integer{-value})});
}

static ast::ExprPtr numberExpr(double value) {
  constexpr double exactIntegers = 1e15;
  if (value == std::floor(value) && std::fabs(value) < exactIntegers)
    return integerExpr(int64_t(value));
  ast::ExprPtr magnitude = makeExpr(ast::Fraction{std::fabs(value)});
  return value < 0 ? makeExpr(ast::Unary{ast::UnaryOp::Negate, std::move(magnitude)}) : magnitude;
}

static ast::ExprPtr tupleExpr(const List &values) {
  ast::Tuple tuple;
  for (int64_t value : values)
    tuple.elements.push_back(integerExpr(value));
  return makeExpr(std::move(tuple));
}

/// `n`, `(v, h)` or `(t, l, b, r)`, the shortest that says it.
static ast::ExprPtr listExpr(const List &values) {
  if (std::ranges::all_of(values, [&](int64_t value) { return value == values[0]; }))
    return integerExpr(values[0]);
  if (values.size() == 4 && values[0] == values[2] && values[1] == values[3])
    return tupleExpr({values[0], values[1]});
  return tupleExpr(values);
}

static ast::ExprPtr numbersExpr(const std::vector<double> &values) {
  if (std::ranges::all_of(values, [&](double value) { return value == values[0]; }))
    return numberExpr(values[0]);
  ast::Tuple tuple;
  for (double value : values)
    tuple.elements.push_back(numberExpr(value));
  return makeExpr(std::move(tuple));
}

static ast::ExprPtr valueExpr(const Parameter &parameter, const layers::Value &value) {
  switch (parameter.type) {
  case ParameterType::Integer:
    return integerExpr(std::get<int64_t>(value));
  case ParameterType::Number:
    return numberExpr(std::get<double>(value));
  case ParameterType::Window: {
    const List &list = std::get<List>(value);
    return makeExpr(ast::WindowLiteral{list[0], list[1]});
  }
  case ParameterType::Pair:
  case ParameterType::Padding:
    return listExpr(std::get<List>(value));
  case ParameterType::Range: {
    const List &list = std::get<List>(value);
    return makeExpr(ast::Range{integerExpr(list[0]), integerExpr(list[1]), false});
  }
  case ParameterType::Word:
    return nameExpr(std::get<std::string>(value));
  case ParameterType::Boolean:
    return nameExpr(std::get<bool>(value) ? "true" : "false");
  case ParameterType::Numbers:
    return numbersExpr(std::get<std::vector<double>>(value));
  }
  return nullptr;
}

static bool isDefault(const Parameter &parameter, const layers::Arguments &arguments) {
  const layers::Value &value = arguments.values.find(parameter.name)->second;
  if (parameter.byDefault)
    return value == *parameter.byDefault;
  return !parameter.defaultsTo.empty() && value == arguments.values.find(parameter.defaultsTo)->second;
}

/// Those without a name first, as long as none before them is left out; the rest with theirs.
static std::vector<ast::Argument> argumentsOf(const DraftLayer &layer) {
  std::vector<ast::Argument> arguments;
  bool mayBePlain = true;
  for (const Parameter &parameter : layer.kind->parameters) {
    if (isDefault(parameter, layer.arguments)) {
      mayBePlain = mayBePlain && !parameter.positional;
      continue;
    }
    ast::Argument argument;
    if (!parameter.positional || !mayBePlain) {
      argument.name = ast::Identifier{std::string(parameter.name), {}};
      mayBePlain = false;
    }
    argument.value = valueExpr(parameter, layer.arguments.values.find(parameter.name)->second);
    arguments.push_back(std::move(argument));
  }
  return arguments;
}

static std::optional<ast::BinaryOp> operatorOf(const layers::LayerKind &kind) {
  if (kind.operatorSymbol == "+")
    return ast::BinaryOp::Add;
  if (kind.operatorSymbol == "-")
    return ast::BinaryOp::Subtract;
  if (kind.operatorSymbol == "*")
    return ast::BinaryOp::Multiply;
  return std::nullopt;
}

std::vector<Step> stepsOf(const Draft &draft) {
  std::vector<Step> steps;
  for (size_t i = 0; i < draft.layers.size(); ++i) {
    const DraftLayer &layer = draft.layers[i];
    steps.push_back({std::string(layer.kind->keyword),
                     operatorOf(*layer.kind),
                     argumentsOf(layer),
                     layer.label,
                     layer.operands,
                     layer.result,
                     {int32_t(i)}});
  }
  return steps;
}

ast::Label makeLabel(const std::string &text) { return {{{text, nullptr}}, {}}; }

std::string identifierOf(std::string_view text, std::string_view otherwise) {
  std::string name;
  for (char c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) || c == '_')
      name += c;
    else if (!name.empty() && name.back() != '_')
      name += '_';
  while (!name.empty() && name.back() == '_')
    name.pop_back();
  if (name.empty())
    return std::string(otherwise);
  if (std::isdigit(static_cast<unsigned char>(name[0])))
    name = std::string(otherwise) + name;
  bool reserved = std::ranges::find(ast::reservedWords, name) != ast::reservedWords.end();
  return reserved ? name + "_" : name;
}

} // namespace evenstride::interchange
