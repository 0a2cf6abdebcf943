// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Evaluation on demand, and the rules by which magnitudes and roundings go through each kind of layer.
#include "driver/Reference.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace evenstride::driver {

using layers::Tensor;

static Tensor absolute(Tensor tensor) {
  for (double &value : tensor.data)
    value = std::fabs(value);
  return tensor;
}

/// Roundings of one element of a layer's result: the length of its sum, and a few for what stands around it.
static double termsOf(const check::Graph &graph, const check::Node &node) {
  constexpr double around = 4;          // bias, epilogue, the sum of partial sums
  constexpr double transcendental = 16; // approximations of exp and tanh in fp32
  std::string_view keyword = node.kind->keyword;
  double elements = double(graph.shapeOf(node.result).elements());
  double sum = double(graph.macsOf(node)) / elements;
  for (const layers::Shape &shape : graph.operandShapes(node)) // pools and softmax: what one result reads, at most
    sum = std::max(sum, double(shape.elements()) / elements);
  if (node.kind->isPool) {
    const auto &kernel = node.arguments.list("kernel");
    sum = std::max(sum, double(kernel[0] * kernel[1]));
  }
  if (keyword == "softmax")
    sum = double(graph.shapeOf(node.result).channels);
  bool hard = keyword == "softmax" || keyword == "tanh" || keyword == "sigmoid";
  return sum + around + (hard ? transcendental : 0);
}

/// Magnitude of a softmax: an error of a logit moves every probability by as much at most.
static Tensor softmaxMagnitude(const Tensor &operand) {
  Tensor result(operand.shape);
  for (int64_t y = 0; y < operand.shape.height; ++y)
    for (int64_t x = 0; x < operand.shape.width; ++x) {
      double largest = 0;
      for (int64_t c = 0; c < operand.shape.channels; ++c)
        largest = std::max(largest, operand.at(c, y, x));
      for (int64_t c = 0; c < operand.shape.channels; ++c)
        result.at(c, y, x) = 1 + largest;
    }
  return result;
}

/// Weights whose use on magnitudes adds where the true ones might cancel.
static layers::ReferenceWeights magnitudesOf(layers::ReferenceWeights weights) {
  for (auto &[suffix, values] : weights)
    for (double &value : values) // a batch norm subtracts its mean, and divides by the root of its variance
      value = suffix == "running_mean" ? -std::fabs(value) : std::fabs(value);
  return weights;
}

/// The layer on absolute values. Activations are replaced by bounds that grow with their operand, because a clipped
/// value may stem from a large one whose error it keeps.
static Tensor magnitudeOf(const check::Node &node, std::span<const Tensor *const> operands,
                          const layers::ReferenceWeights &weights) {
  std::string_view keyword = node.kind->keyword;
  if (keyword == "relu" || keyword == "relu6" || keyword == "tanh")
    return *operands[0];
  if (keyword == "leaky_relu" || keyword == "sigmoid") {
    Tensor result = *operands[0];
    double factor = keyword == "sigmoid" ? 1 : std::max(1.0, std::fabs(node.arguments.number("slope")));
    double added = keyword == "sigmoid" ? 1 : 0;
    for (double &value : result.data)
      value = value * factor + added;
    return result;
  }
  if (keyword == "softmax")
    return softmaxMagnitude(*operands[0]);
  const layers::LayerKind *kind = keyword == "sub" ? layers::findLayer("add") : node.kind;
  return kind->reference(node.arguments, operands, magnitudesOf(weights));
}

void Reference::know(check::ValueId value, Tensor tensor) {
  Tensor magnitude = absolute(tensor);
  known[value] = {std::move(tensor), std::move(magnitude), 0};
}

layers::ReferenceWeights Reference::weightsOf(const check::Node &node) const {
  layers::ReferenceWeights own;
  for (const layers::WeightSpec &spec : graph.weightsOf(node)) {
    auto values = weights.find(node.path + "." + spec.suffix)->second.values;
    own[spec.suffix].assign(values.begin(), values.end());
  }
  return own;
}

const Bounded &Reference::evaluate(check::ValueId value) {
  if (auto found = known.find(value); found != known.end())
    return found->second;
  if (auto found = computed.find(value); found != computed.end())
    return found->second;
  return computed[value] = compute(value);
}

Bounded Reference::compute(check::ValueId value) {
  const check::Node &node = graph.nodes[size_t(graph.values[size_t(value)].producer)];
  std::vector<const Tensor *> values, magnitudes;
  Bounded result;
  result.terms = termsOf(graph, node);
  for (check::ValueId operand : node.operands) {
    const Bounded &bounded = evaluate(operand); // references into a map stay
    values.push_back(&bounded.value);
    magnitudes.push_back(&bounded.magnitude);
    result.terms += bounded.terms;
  }
  layers::ReferenceWeights own = weightsOf(node);
  result.value = node.kind->reference(node.arguments, values, own);
  result.magnitude = magnitudeOf(node, magnitudes, own);
  return result;
}

} // namespace evenstride::driver
