// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Writes what layers/ says of each kind as Markdown.
#include "unit/language/LayerTables.h"

#include "layers/Layer.h"

#include <array>
#include <sstream>

namespace evenstride::test {

namespace {

using layers::LayerKind;
using layers::Parameter;
using layers::ParameterType;
using layers::Value;
using List = std::vector<int64_t>;

std::string code(std::string_view text) { return "`" + std::string(text) + "`"; }

std::string takes(const Parameter &parameter) {
  switch (parameter.type) {
  case ParameterType::Integer:
    return "integer";
  case ParameterType::Number:
    return "number";
  case ParameterType::Window:
    return "window";
  case ParameterType::Pair:
    return "pair";
  case ParameterType::Padding:
    return "padding";
  case ParameterType::Range:
    return "range";
  case ParameterType::Boolean:
    return "boolean";
  case ParameterType::Numbers:
    return "number, or one per channel";
  case ParameterType::Word:
    break;
  }
  std::string words;
  for (std::string_view word : parameter.words)
    words += (words.empty() ? "" : ", ") + code(word);
  return words;
}

std::string shortest(double number) {
  std::ostringstream stream;
  stream << number;
  return stream.str();
}

std::string text(const Value &value) {
  if (const auto *integer = std::get_if<int64_t>(&value))
    return code(std::to_string(*integer));
  if (const auto *number = std::get_if<double>(&value))
    return code(shortest(*number));
  if (const auto *list = std::get_if<List>(&value))
    return code(std::to_string(list->front())); // all defaults have the same number on all sides
  if (const auto *numbers = std::get_if<std::vector<double>>(&value))
    return code(shortest(numbers->front())); // likewise
  if (const auto *word = std::get_if<std::string>(&value))
    return word->empty() ? "none of them" : code(*word);
  return std::get<bool>(value) ? "`true`" : "`false`";
}

std::string byDefault(const Parameter &parameter) {
  if (!parameter.defaultsTo.empty())
    return "that of " + code(parameter.defaultsTo);
  if (!parameter.byDefault)
    return "must be given";
  return text(*parameter.byDefault);
}

/// Some value that the parameter takes, to ask a layer for the names of its weights.
Value sample(const Parameter &parameter) {
  if (parameter.byDefault)
    return *parameter.byDefault;
  switch (parameter.type) {
  case ParameterType::Integer:
    return int64_t(1);
  case ParameterType::Number:
    return 1.0;
  case ParameterType::Padding:
    return List(4, 0);
  case ParameterType::Boolean:
    return true;
  case ParameterType::Word:
    return std::string(parameter.words.front());
  default:
    return List(2, 1);
  }
}

std::string weightNames(const LayerKind &kind) {
  if (!kind.weights)
    return "";
  layers::Arguments arguments;
  for (const Parameter &parameter : kind.parameters)
    arguments.values[std::string(parameter.name)] = sample(parameter);
  std::string names;
  for (const layers::WeightSpec &weight : kind.weights(arguments, std::array{layers::Shape{1, 1, 1}}))
    names += (names.empty() ? "" : ", ") + code(weight.suffix);
  return names;
}

std::string heading(const LayerKind &kind) {
  if (kind.operatorSymbol.empty())
    return code(kind.keyword);
  return code("a " + std::string(kind.operatorSymbol) + " b") + ", in paths " + code(kind.keyword);
}

} // namespace

std::string layerTables() {
  std::string out;
  for (const LayerKind *kind : layers::allLayers()) {
    out += "\n### " + heading(*kind) + "\n\n" + std::string(kind->summary) + "\n";
    if (std::string weights = weightNames(*kind); !weights.empty())
      out += "\nweights: " + weights + "\n";
    if (kind->parameters.empty())
      continue;
    out += "\n| parameter | takes | default | meaning |\n|---|---|---|---|\n";
    for (const Parameter &parameter : kind->parameters)
      out += "| " + code(parameter.name) + (parameter.positional ? " ●" : "") + " | " + takes(parameter) + " | " +
             byDefault(parameter) + " | " + std::string(parameter.description) + " |\n";
  }
  return out + "\n";
}

} // namespace evenstride::test
