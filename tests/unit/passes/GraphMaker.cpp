// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Graphs for tests of the passes.
#include "unit/passes/GraphMaker.h"

namespace evenstride::tests {

using check::Graph;
using check::ValueId;
using layers::Shape;
using layers::Tensor;
using List = std::vector<int64_t>;

ValueId GraphMaker::input(const std::string &name, const Shape &shape) {
  auto value = ValueId(graph.values.size());
  graph.values.push_back({shape, -1});
  graph.inputs.push_back({name, value});
  return value;
}

std::optional<ValueId> GraphMaker::add(std::string_view keyword, std::map<std::string, layers::Value> given,
                                       std::vector<ValueId> operands) {
  check::Node node;
  node.kind = layers::findLayer(keyword);
  node.operands = std::move(operands);
  for (const layers::Parameter &parameter : node.kind->parameters)
    if (auto found = given.find(std::string(parameter.name)); found != given.end())
      node.arguments.values.emplace(parameter.name, found->second);
    else if (parameter.byDefault)
      node.arguments.values.emplace(parameter.name, *parameter.byDefault);
  layers::ShapeResult result = node.kind->shape(node.arguments, graph.operandShapes(node));
  if (!std::holds_alternative<Shape>(result))
    return std::nullopt;
  node.path = std::string(keyword) + "_" + std::to_string(graph.nodes.size());
  node.result = ValueId(graph.values.size());
  graph.values.push_back({std::get<Shape>(result), int32_t(graph.nodes.size())});
  graph.nodes.push_back(std::move(node));
  return graph.nodes.back().result;
}

Tensor randomTensor(const Shape &shape, std::mt19937 &random) {
  Tensor tensor(shape);
  std::uniform_real_distribution<double> distribution(-1, 1);
  for (double &element : tensor.data)
    element = distribution(random);
  return tensor;
}

NamedTensors randomWeights(const Graph &graph, unsigned seed) {
  NamedTensors weights;
  std::mt19937 random(seed);
  for (const check::Node &node : graph.nodes)
    for (const layers::WeightSpec &spec : graph.weightsOf(node)) {
      int64_t count = 1;
      for (int64_t extent : spec.shape)
        count *= extent;
      std::uniform_real_distribution<double> distribution(spec.suffix == "running_var" ? 0.5 : -1, 1.5);
      std::vector<double> &values = weights[node.path + "." + spec.suffix];
      for (int64_t i = 0; i < count; ++i)
        values.push_back(distribution(random));
    }
  return weights;
}

std::vector<Tensor> evaluate(const Graph &graph, const std::vector<Tensor> &inputs, const NamedTensors &weights) {
  std::vector<Tensor> values(graph.values.size());
  for (size_t i = 0; i < inputs.size(); ++i)
    values[size_t(graph.inputs[i].value)] = inputs[i];
  for (const check::Node &node : graph.nodes) {
    std::vector<const Tensor *> operands;
    for (ValueId operand : node.operands)
      operands.push_back(&values[size_t(operand)]);
    layers::ReferenceWeights own;
    for (const layers::WeightSpec &spec : graph.weightsOf(node))
      own[spec.suffix] = weights.find(node.path + "." + spec.suffix)->second;
    values[size_t(node.result)] = node.kind->reference(node.arguments, operands, own);
  }
  return values;
}

} // namespace evenstride::tests
