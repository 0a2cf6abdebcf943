// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Graphs for tests of the passes.
#include "unit/passes/GraphMaker.h"

#include <array>

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

namespace {

class Chance {
public:
  explicit Chance(unsigned seed) : random(seed) {}

  int64_t upTo(int64_t low, int64_t high) { return std::uniform_int_distribution<int64_t>(low, high)(random); }
  bool once(int64_t in) { return upTo(1, in) == 1; }

  Graph graph() {
    maker.graph.name = "net";
    int64_t side = upTo(4, 9);
    for (int64_t i = 0, count = upTo(1, 2); i < count; ++i)
      values.push_back(maker.input("input" + std::to_string(i), {channels(), side, once(3) ? side + 1 : side}));
    for (int64_t i = 0, count = upTo(2, 16); i < count; ++i)
      addLayer();
    for (int64_t i = 0, count = upTo(1, 3); i < count; ++i)
      maker.output("output" + std::to_string(i), i == 0 ? values.back() : someValue());
    return std::move(maker.graph);
  }

private:
  int64_t channels() {
    static constexpr std::array<int64_t, 9> choices = {1, 2, 3, 4, 7, 8, 16, 20, 32};
    return choices[size_t(upTo(0, std::ssize(choices) - 1))];
  }
  // Late values are likelier, so that networks grow deep.
  ValueId someValue() {
    auto last = int64_t(values.size()) - 1;
    return values[size_t(std::max(upTo(0, last), upTo(0, last)))];
  }
  // Another value of the same shape where there is one.
  ValueId partnerOf(ValueId value) {
    for (int attempt = 0; attempt < 10; ++attempt) {
      ValueId other = someValue();
      if (other != value && maker.graph.shapeOf(other) == maker.graph.shapeOf(value))
        return other;
    }
    return value;
  }
  ValueId companionOf(ValueId value) {
    for (int attempt = 0; attempt < 10; ++attempt) {
      ValueId other = someValue();
      const Shape &a = maker.graph.shapeOf(other), &b = maker.graph.shapeOf(value);
      if (other != value && a.height == b.height && a.width == b.width)
        return other;
    }
    return value;
  }

  std::map<std::string, layers::Value> window() {
    int64_t kernel = upTo(1, 3), stride = once(3) ? 2 : 1;
    List pad = once(2) ? List{kernel / 2, kernel / 2, kernel / 2, kernel / 2}
                       : List{upTo(0, 1), upTo(0, 2), upTo(0, 1), upTo(0, 1)};
    return {{"kernel", List{kernel, once(4) ? 1 : kernel}},
            {"stride", List{stride, stride}},
            {"dilation", List{1, once(5) ? 2 : 1}},
            {"pad", pad}};
  }

  std::optional<ValueId> tryLayer() {
    ValueId value = someValue();
    const Shape shape = maker.graph.shapeOf(value);
    switch (upTo(0, 15)) {
    case 0:
    case 1:
    case 2: {
      auto arguments = window();
      arguments["filters"] = once(3) ? shape.channels : channels();
      arguments["bias"] = once(2);
      if (once(5))
        arguments["groups"] = once(2) ? shape.channels : int64_t(2);
      return maker.add("conv", arguments, {value});
    }
    case 3: {
      auto arguments = window();
      arguments["multiplier"] = once(4) ? int64_t(2) : int64_t(1);
      return maker.add("depthwise_conv", arguments, {value});
    }
    case 4: {
      auto arguments =
          once(2) ? window() : std::map<std::string, layers::Value>{{"kernel", List{2, 2}}, {"stride", List{2, 2}}};
      arguments["border"] = std::string(once(2) ? "zero" : "ignore");
      return maker.add(once(2) ? "max_pool" : "avg_pool", arguments, {value});
    }
    case 5:
    case 6: {
      static constexpr std::array<const char *, 4> kinds = {"relu", "relu6", "tanh", "sigmoid"};
      return maker.add(kinds[size_t(upTo(0, 3))], {}, {value});
    }
    case 7:
      return maker.add("leaky_relu", {{"slope", 0.1}}, {value});
    case 8:
    case 9: {
      static constexpr std::array<const char *, 3> kinds = {"add", "sub", "mul"};
      return maker.add(kinds[size_t(upTo(0, 2))], {}, {value, partnerOf(value)});
    }
    case 10: {
      std::optional<ValueId> gate = maker.add("global_avg_pool", {}, {value});
      return once(2) ? gate : maker.add(once(2) ? "mul" : "sub", {}, {*gate, value});
    }
    case 11:
      return maker.add("concat", {},
                       once(3) ? std::vector{value, companionOf(value), value}
                               : std::vector{value, companionOf(value)});
    case 12:
      return maker.add(
          "crop", {{"top", upTo(0, 1)}, {"left", upTo(0, 1)}, {"bottom", upTo(0, 1)}, {"right", upTo(0, 2)}}, {value});
    case 13:
      return maker.add("batch_norm", {}, {value});
    case 14:
      return maker.add("pixel_shuffle", {{"factor", int64_t(2)}}, {value});
    default:
      return once(2) ? maker.add("dense", {{"outputs", channels()}}, {value})
                     : maker.add(once(2) ? "flatten" : "softmax", {}, {value});
    }
  }

  void addLayer() {
    for (;;)
      if (std::optional<ValueId> value = tryLayer()) {
        const Shape &shape = maker.graph.shapeOf(*value);
        values.push_back(*value);
        if (shape.elements() > 20000) // keep the reference quick
          values.erase(values.end() - 1);
        return;
      }
  }

  std::mt19937 random;
  GraphMaker maker;
  std::vector<ValueId> values;
};

} // namespace

Graph randomGraph(unsigned seed) { return Chance(seed).graph(); }

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
