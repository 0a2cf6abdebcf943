// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Access to an operation's parts.
#include "interchange/nnef/Call.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace evenstride::interchange::nnef {

Call::Call(const Operation &operation, std::span<const std::string_view> parameters, Progress &progress, Faults &faults)
    : operation(operation), progress(progress), faults(faults) {
  size_t place = 0;
  for (const Argument &argument : operation.arguments) {
    bool isNamed = !argument.name.empty();
    support::Span span = isNamed ? argument.nameSpan : argument.value.span;
    if (!isNamed && place == parameters.size()) {
      faults.add({fmt::format("it takes {} arguments", parameters.size()), span});
      break;
    }
    std::string_view name = isNamed ? std::string_view(argument.name) : parameters[place++];
    auto known = std::ranges::find(parameters, name);
    if (known == parameters.end())
      faults.add({fmt::format("it has no argument `{}`", printable(name)), span});
    else if (!arguments.emplace(*known, &argument.value).second)
      faults.add({fmt::format("its `{}` is given twice", name), span});
  }
}

const Expression *Call::find(std::string_view name, ExpressionKind kind) const {
  auto found = arguments.find(name);
  if (found == arguments.end())
    return nullptr;
  if (found->second->kind != kind)
    refuse(name, fmt::format("its `{}` is of another kind", name));
  return found->second;
}

const Expression &Call::given(std::string_view name) const {
  auto found = arguments.find(name);
  if (found == arguments.end())
    throw Refusal{fmt::format("it has no `{}`", name)};
  return *found->second;
}

support::Span Call::placeOf(std::string_view name) const {
  auto found = arguments.find(name);
  return found == arguments.end() ? support::Span() : found->second->span;
}

void Call::refuse(std::string_view name, std::string reason) const { throw Refusal{std::move(reason), placeOf(name)}; }

static int64_t integerOf(const Expression &expression) {
  std::string_view text = expression.text;
  int64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (expression.kind != ExpressionKind::Number || error != std::errc() || end != text.data() + text.size())
    throw Refusal{fmt::format("`{}` is no integer", printable(text)), expression.span};
  return value;
}

static double numberOf(const Expression &expression) {
  std::string_view text = expression.text;
  double value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (expression.kind != ExpressionKind::Number || error != std::errc() || end != text.data() + text.size() ||
      !std::isfinite(value))
    throw Refusal{fmt::format("`{}` is no number to compute with", printable(text)), expression.span};
  return value;
}

int64_t Call::integer(std::string_view name, int64_t otherwise) const {
  return readOr(otherwise, [&] {
    const Expression *found = find(name, ExpressionKind::Number);
    return found ? integerOf(*found) : otherwise;
  });
}

double Call::number(std::string_view name, double otherwise) const {
  return readOr(otherwise, [&] {
    const Expression *found = find(name, ExpressionKind::Number);
    return found ? shortNumber(numberOf(*found)) : otherwise;
  });
}

bool Call::truth(std::string_view name, bool otherwise) const {
  return readOr(otherwise, [&] {
    const Expression *found = find(name, ExpressionKind::Truth);
    return found ? found->text == "true" : otherwise;
  });
}

std::string Call::text(std::string_view name, std::string_view otherwise) const {
  return readOr(std::string(otherwise), [&] {
    const Expression *found = find(name, ExpressionKind::Text);
    return found ? found->text : std::string(otherwise);
  });
}

std::vector<int64_t> Call::integers(std::string_view name) const {
  using List = std::vector<int64_t>;
  return readOr(List(), [&] {
    List values;
    if (const Expression *found = find(name, ExpressionKind::Array))
      for (const Expression &item : found->items)
        values.push_back(integerOf(item));
    return values;
  });
}

std::vector<std::pair<int64_t, int64_t>> Call::pairs(std::string_view name) const {
  using Pairs = std::vector<std::pair<int64_t, int64_t>>;
  return readOr(Pairs(), [&] {
    Pairs values;
    if (const Expression *found = find(name, ExpressionKind::Array))
      for (const Expression &item : found->items) {
        if (item.kind != ExpressionKind::Tuple || item.items.size() != 2)
          throw Refusal{fmt::format("its `{}` is no list of pairs", name), item.span};
        values.emplace_back(integerOf(item.items[0]), integerOf(item.items[1]));
      }
    return values;
  });
}

const Value &Call::valueOf(const Expression &expression) const {
  if (expression.kind != ExpressionKind::Name)
    throw Refusal{"a tensor is expected here", expression.span};
  return progress.values.find(expression.text)->second; // the reader has looked at all names
}

bool Call::isConstant(std::string_view name) const {
  const Expression &expression = given(name);
  return expression.kind == ExpressionKind::Number || std::holds_alternative<Constant>(valueOf(expression));
}

Constant Call::constant(std::string_view name) const {
  const Expression &expression = given(name);
  if (expression.kind == ExpressionKind::Number)
    return {{}, progress.draft.computed.emplace_back(1, float(numberOf(expression)))};
  if (const auto *found = std::get_if<Constant>(&valueOf(expression)))
    return *found;
  refuse(name, fmt::format("its `{}` is computed, and has to be a constant", name));
}

static constexpr size_t mostNumbers = size_t(1) << 24; // that are made up from fewer

static size_t elementsOf(const std::vector<int64_t> &shape) {
  size_t count = 1; // shapes are bounded where they are read
  for (int64_t extent : shape)
    count *= size_t(extent);
  return count;
}

std::vector<float> Call::numbersOf(const Constant &constant) const {
  if (!constant.values.empty())
    return {constant.values.begin(), constant.values.end()};
  if (elementsOf(constant.shape) > mostNumbers)
    throw Refusal{fmt::format("without weights, no tensor {} is worked with", shapeText(constant.shape))};
  return std::vector<float>(elementsOf(constant.shape), 1);
}

std::span<const float> Call::literals(std::string_view name, const std::vector<int64_t> &shape) {
  size_t count = elementsOf(shape);
  std::vector<float> values;
  if (const Expression *found = find(name, ExpressionKind::Array))
    for (const Expression &item : found->items)
      values.push_back(float(numberOf(item)));
  if (values.size() == 1 && count <= mostNumbers)
    values.assign(count, values[0]);
  if (values.size() != count)
    refuse(name, fmt::format("{} numbers stand here, and {} has {} elements", values.size(), shapeText(shape), count));
  progress.madeUp.spend(count);
  return progress.draft.computed.emplace_back(std::move(values));
}

const View &Call::view(std::string_view name) const {
  const Expression &expression = given(name);
  if (expression.kind != ExpressionKind::Number)
    if (const auto *found = std::get_if<View>(&valueOf(expression)))
      return *found;
  refuse(name, fmt::format("its `{}` is a constant", name));
}

std::vector<View> Call::views(std::string_view name) const {
  std::vector<View> views;
  const Expression *found = find(name, ExpressionKind::Array);
  if (!found || found->items.empty())
    throw Refusal{fmt::format("its `{}` holds nothing", name), placeOf(name)};
  for (const Expression &item : found->items) {
    const auto *view = std::get_if<View>(&valueOf(item));
    if (!view)
      throw Refusal{fmt::format("one of its `{}` is a constant", name), item.span};
    views.push_back(*view);
  }
  return views;
}

void Call::set(size_t result, Value value) {
  if (result >= results())
    throw Refusal{fmt::format("it has {} results here, and gives more", results())};
  progress.values[operation.results[result].text] = std::move(value);
}

void Call::elementwise(const View &view, std::string_view keyword,
                       std::map<std::string, layers::Value, std::less<>> given) {
  LayerRequest added = request(keyword, {view.value});
  added.arguments = std::move(given);
  set(0, View{builder().add(std::move(added)), view.axes});
}

LayerRequest Call::request(std::string_view keyword, std::vector<DraftValue> operands) const {
  return placed({.keyword = keyword, .operands = std::move(operands)});
}

LayerRequest Call::placed(LayerRequest request) const {
  request.unit = operation.results.empty() ? "" : printable(operation.results[0].text);
  request.span = operation.op.span;
  return request;
}

LayerRequest Call::affine(DraftValue value, const AffineNumbers &numbers) {
  progress.madeUp.spend(4 * size_t(shapeOf(value).channels));
  return placed(affineRequest(builder(), value, numbers));
}

/// A variable's label without what says which weight of its layer it is.
static std::string layerPart(std::string_view label) {
  size_t slash = label.find_last_of("/.");
  if (slash == label.npos)
    return std::string(label);
  std::string_view last = label.substr(slash + 1);
  for (std::string_view weight : {"filter", "weight", "weights", "kernel", "mean", "moving_mean", "running_mean",
                                  "plane_filter", "depthwise_weights", "alpha", "slope", "scale", "gamma"})
    if (last == weight)
      return std::string(label.substr(0, slash));
  return std::string(label);
}

std::string Call::label(std::string_view argument) {
  const Expression *found = find(argument, ExpressionKind::Name);
  auto variable = found ? progress.variables.find(found->text) : progress.variables.end();
  std::string label = variable == progress.variables.end() ? "" : usableLabel(layerPart(variable->second));
  return label.empty() ? label : uniqueLabel(std::move(label), progress.labels);
}

} // namespace evenstride::interchange::nnef
