// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The module around the function: its signature, its inputs and the weights behind it.
#include "interchange/tosa/Export.h"
#include "interchange/LayerTable.h"
#include "interchange/tosa/Layers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cassert>
#include <map>

namespace evenstride::interchange::tosa {

static constexpr LayerEntry<LayerWriter> table[] = {
#define SHORTHAND(keyword, Symbol)
#define LAYER(keyword, Symbol) {#keyword, write##Symbol},
#include "layers/layers.def"
};

LayerWriter findLayerWriter(std::string_view keyword) { return functionOf(keyword, table); }

static List imageShape(const layers::Shape &shape) { return {1, shape.height, shape.width, shape.channels}; }

Layer::Layer(Function &function, const check::Graph &graph, const check::Node &node, const WeightStore::Views &weights)
    : function(function), arguments(node.arguments), resultShape(imageShape(graph.shapeOf(node.result))), node(node),
      weights(weights) {
  function.enter(node.path);
}

std::span<const float> Layer::weight(std::string_view suffix) const {
  return weights.find(node.path + "." + std::string(suffix))->second;
}

/// Bytes as numbers from 0 to 255: TOSA's own have a sign.
static Tensor unsignedNumbers(Function &function, const Tensor &bytes) {
  Tensor wide = function.add("cast", {bytes}, "", bytes.shape, "i32");
  Tensor low = function.add("bitwise_and", {wide, function.integers({1, 1, 1, 1}, {255})}, "", bytes.shape, "i32");
  return function.add("cast", {low}, "", bytes.shape);
}

namespace {

using Values = std::map<check::ValueId, Tensor>;

} // namespace

/// The function's parameters, as text.
static std::string writeInputs(const check::Graph &graph, Function &function, Values &values) {
  std::vector<std::string> parameters;
  for (const check::NetworkInput &input : graph.inputs) {
    Tensor tensor{function.nameValue(input.name), imageShape(graph.shapeOf(input.value)),
                  input.format.bytes ? "i8" : "f32"};
    parameters.push_back(tensor.name + ": " + typeOf(tensor));
    function.enter(input.name);
    values[input.value] = input.format.bytes ? unsignedNumbers(function, tensor) : tensor;
  }
  return fmt::format("{}", fmt::join(parameters, ", "));
}

static void addResources(std::deque<std::string> resources, std::deque<std::string> &texts) {
  const char *before = "\n{-#\n  dialect_resources: {\n    builtin: {\n";
  for (std::string &resource : resources) {
    texts.emplace_back(before);
    texts.push_back(std::move(resource));
    before = ",\n";
  }
  if (!resources.empty())
    texts.emplace_back("\n    }\n  }\n#-}\n");
}

Exported exportModule(const check::Graph &graph, const WeightStore::Views &weights) {
  Function function;
  Values values;
  std::string parameters = writeInputs(graph, function, values);
  for (const check::Node &node : graph.nodes) {
    Layer layer(function, graph, node, weights);
    for (check::ValueId operand : node.operands)
      layer.operands.push_back(values[operand]);
    values[node.result] = findLayerWriter(node.kind->keyword)(layer);
    assert(values[node.result].shape == layer.resultShape);
  }
  std::vector<std::string> results, resultTypes;
  for (const check::NetworkOutput &output : graph.outputs) {
    results.push_back(values[output.value].name);
    resultTypes.push_back(typeOf(values[output.value]));
  }
  std::string types = fmt::format("{}", fmt::join(resultTypes, ", "));
  Exported exported;
  exported.operations = function.operations();
  exported.texts = function.takeLines();
  exported.texts.push_front(fmt::format("module {{\n  func.func @{}({}) -> ({}) {{\n", graph.name, parameters, types));
  exported.texts.push_back(fmt::format("    return {} : {}\n  }}\n}}\n", fmt::join(results, ", "), types));
  addResources(function.takeResources(), exported.texts);
  return exported;
}

} // namespace evenstride::interchange::tosa
