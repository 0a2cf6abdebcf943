// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reading of integers, numbers, windows, pairs, paddings and words.
#include "check/ArgumentValue.h"

#include "check/Integers.h"
#include "check/Words.h"
#include "geometry/Window.h"
#include "support/Text.h"

#include <algorithm>

namespace evenstride::check {

using diagnostics::Code;
using layers::Parameter;
using layers::ParameterType;
using List = std::vector<int64_t>;

/// "`down` and `up`"
static std::string listed(std::span<const std::string_view> words) {
  std::string text;
  for (size_t i = 0; i < words.size(); ++i)
    text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + ("`" + std::string(words[i]) + "`");
  return text;
}

static std::string expectation(const Parameter &parameter) {
  switch (parameter.type) {
  case ParameterType::Integer:
    return "an integer";
  case ParameterType::Number:
    return "a number";
  case ParameterType::Window:
    return "a window: `3x3`, `3` or `(3, 3)`";
  case ParameterType::Pair:
    return "`n` or `(vertical, horizontal)`";
  case ParameterType::Padding:
    return parameter.words.empty() ? "`n`, `(vertical, horizontal)` or `(top, left, bottom, right)`"
                                   : "`n`, `(vertical, horizontal)`, `(top, left, bottom, right)` or `same`";
  case ParameterType::Range:
    return "a range: `0..16`";
  case ParameterType::Word:
    return "one of " + listed(parameter.words);
  case ParameterType::Boolean:
    return "`true` or `false`";
  case ParameterType::Numbers:
    return "`n` or a list of numbers, as `(0.5, 1, 2.25)`";
  }
  return "";
}

namespace {

class Reader {
public:
  Reader(const Parameter &parameter, const Scope &scope, Reporter &reporter)
      : parameter(parameter), scope(scope), reporter(reporter) {}

  std::optional<layers::Value> read(const ast::Expr &expression) {
    if (std::holds_alternative<ast::Broken>(expression.node))
      return std::nullopt;
    switch (parameter.type) {
    case ParameterType::Integer:
      return readInteger(expression);
    case ParameterType::Number:
      return readNumber(expression);
    case ParameterType::Window:
      if (const auto *literal = std::get_if<ast::WindowLiteral>(&expression.node))
        return List{literal->height, literal->width};
      if (isWindowAsProduct(expression))
        return windowAsProduct(expression);
      return readList(expression, {2});
    case ParameterType::Pair:
      return readList(expression, {2});
    case ParameterType::Padding:
      return readPadding(expression);
    case ParameterType::Range:
      return readRange(expression);
    case ParameterType::Word:
      return readWord(expression);
    case ParameterType::Boolean:
      return readBoolean(expression);
    case ParameterType::Numbers:
      return readNumbers(expression);
    }
    return std::nullopt;
  }

private:
  bool isKnownWord(std::string_view word) const {
    return std::ranges::find(parameter.words, word) != parameter.words.end();
  }

  std::optional<layers::Value> wrongKind(const ast::Expr &expression) {
    reporter.report(Code::E0208, "`" + std::string(parameter.name) + "` takes " + expectation(parameter),
                    {expression.span, "this is of another kind"});
    return std::nullopt;
  }

  /// `3*3`, which computes 9.
  static bool isWindowAsProduct(const ast::Expr &expression) {
    const auto *product = std::get_if<ast::Binary>(&expression.node);
    return product && product->op == ast::BinaryOp::Multiply &&
           std::holds_alternative<ast::Integer>(product->left->node) &&
           std::holds_alternative<ast::Integer>(product->right->node);
  }

  std::optional<layers::Value> windowAsProduct(const ast::Expr &expression) {
    const auto &product = std::get<ast::Binary>(expression.node);
    const std::string window = std::string(product.left->span.text()) + "x" + std::string(product.right->span.text());
    diagnostics::Diagnostic diagnostic;
    diagnostic.code = Code::E0208;
    diagnostic.message = "a window is written `" + window + "`";
    diagnostic.primary = {expression.span, "this computes one integer"};
    diagnostic.fixes.push_back({std::nullopt, "write `" + window + "`", {{expression.span, window}}});
    reporter.report(std::move(diagnostic));
    return std::nullopt;
  }

  /// An integer expression; a wrong kind is a fault of the argument, not of arithmetic.
  std::optional<int64_t> integer(const ast::Expr &expression) {
    const auto *name = std::get_if<ast::Name>(&expression.node);
    const Binding *binding = name ? scope.find(name->name) : nullptr;
    bool reads = isInteger(expression, scope) || std::holds_alternative<ast::Unary>(expression.node) ||
                 std::holds_alternative<ast::Binary>(expression.node) ||
                 std::holds_alternative<ast::Broken>(expression.node) ||
                 (name && (!binding || std::holds_alternative<Unknown>(binding->value)));
    if (reads)
      return evaluateInteger(expression, scope, reporter);
    wrongKind(expression);
    return std::nullopt;
  }

  bool inRange(double value, const ast::Expr &expression) {
    bool low = value < parameter.atLeast || (parameter.positive && value == parameter.atLeast);
    if (!low && value <= parameter.atMost)
      return true;
    const char *side = !low ? "at most " : parameter.positive ? "more than " : "at least ";
    int64_t bound = int64_t(low ? parameter.atLeast : parameter.atMost); // all bounds are integers
    reporter.report(Code::E0209, "`" + std::string(parameter.name) + "` is out of its range",
                    {expression.span, std::string("has to be ") + side + std::to_string(bound)});
    return false;
  }

  std::optional<layers::Value> readInteger(const ast::Expr &expression) {
    std::optional<int64_t> value = integer(expression);
    return value && inRange(double(*value), expression) ? std::optional<layers::Value>(*value) : std::nullopt;
  }

  std::optional<double> readNumber(const ast::Expr &expression) {
    const ast::Expr *plain = &expression;
    double sign = 1;
    while (const auto *unary = std::get_if<ast::Unary>(&plain->node)) {
      plain = unary->operand.get();
      sign = -sign;
    }
    std::optional<double> value;
    if (const auto *fraction = std::get_if<ast::Fraction>(&plain->node))
      value = sign * fraction->value;
    else if (std::optional<int64_t> whole = integer(expression))
      value = double(*whole);
    return value && inRange(*value, expression) ? value : std::nullopt;
  }

  /// `n` or `(n, n, …)`
  std::optional<layers::Value> readNumbers(const ast::Expr &expression) {
    std::vector<double> numbers;
    const auto *tuple = std::get_if<ast::Tuple>(&expression.node);
    auto read = [&](const ast::Expr &element) {
      std::optional<double> number = readNumber(element);
      if (number)
        numbers.push_back(*number);
      return number.has_value();
    };
    bool all = tuple ? std::ranges::all_of(tuple->elements, [&](const ast::ExprPtr &one) { return read(*one); })
                     : read(expression);
    return all ? std::optional<layers::Value>(std::move(numbers)) : std::nullopt;
  }

  /// One integer of a list. Those without a bound belong to windows, which are judged as a whole.
  std::optional<int64_t> element(const ast::Expr &expression) {
    std::optional<int64_t> value = integer(expression);
    bool isBounded = parameter.atLeast > 0;
    return value && isBounded && !inRange(double(*value), expression) ? std::nullopt : value;
  }

  /// `n`, `(v, h)` or, for four sides, `(t, l, b, r)`; `lengths` are those that a tuple may have.
  std::optional<layers::Value> readList(const ast::Expr &expression, std::initializer_list<size_t> lengths) {
    size_t full = std::max(lengths);
    const auto *tuple = std::get_if<ast::Tuple>(&expression.node);
    if (!tuple) {
      std::optional<int64_t> value = element(expression);
      return value ? std::optional<layers::Value>(List(full, *value)) : std::nullopt;
    }
    if (std::ranges::find(lengths, tuple->elements.size()) == lengths.end())
      return wrongKind(expression);
    List values;
    for (const ast::ExprPtr &each : tuple->elements)
      if (std::optional<int64_t> value = element(*each))
        values.push_back(*value);
    if (values.size() != tuple->elements.size())
      return std::nullopt;
    if (values.size() < full)
      values.insert(values.end(), {values[0], values[1]});
    return values;
  }

  /// `a..b` and `a..=b` as the first and the first after it.
  std::optional<layers::Value> readRange(const ast::Expr &expression) {
    const auto *range = std::get_if<ast::Range>(&expression.node);
    if (!range)
      return wrongKind(expression);
    std::optional<int64_t> begin = integer(*range->begin), end = integer(*range->end);
    if (!begin || !end)
      return std::nullopt;
    return List{*begin, range->inclusive && *end < INT64_MAX ? *end + 1 : *end};
  }

  /// Four sides, or a word that the parameter knows; `same` is none of a deconv, which cuts off what others pad.
  std::optional<layers::Value> readPadding(const ast::Expr &expression) {
    const auto *name = std::get_if<ast::Name>(&expression.node);
    if (name && isKnownWord(name->name))
      return name->name;
    if (name && name->name == "same" && !scope.find(name->name))
      return wrongKind(expression);
    return readList(expression, {2, 4});
  }

  std::optional<layers::Value> readWord(const ast::Expr &expression) {
    const auto *name = std::get_if<ast::Name>(&expression.node);
    if (!name)
      return wrongKind(expression);
    if (isKnownWord(name->name))
      return name->name;
    reporter.report(Code::E0209, "`" + std::string(parameter.name) + "` understands " + listed(parameter.words),
                    {expression.span, didYouMean(meantWord(name->name, parameter.words))});
    return std::nullopt;
  }

  std::optional<layers::Value> readBoolean(const ast::Expr &expression) {
    const auto *name = std::get_if<ast::Name>(&expression.node);
    if (name && (name->name == "True" || name->name == "False")) {
      const std::string meant = name->name == "True" ? "true" : "false";
      diagnostics::Diagnostic diagnostic;
      diagnostic.code = Code::E0208;
      diagnostic.message = "`" + name->name + "` is written `" + meant + "`";
      diagnostic.primary.span = expression.span;
      diagnostic.fixes.push_back({std::nullopt, "write `" + meant + "`", {{expression.span, meant}}});
      reporter.report(std::move(diagnostic));
      return std::nullopt;
    }
    if (!name || (name->name != "true" && name->name != "false"))
      return wrongKind(expression);
    return name->name == "true";
  }

  const Parameter &parameter;
  const Scope &scope;
  Reporter &reporter;
};

} // namespace

std::optional<layers::Value> argumentValue(const Parameter &parameter, const ast::Expr &expression, const Scope &scope,
                                           Reporter &reporter) {
  return Reader(parameter, scope, reporter).read(expression);
}

} // namespace evenstride::check
