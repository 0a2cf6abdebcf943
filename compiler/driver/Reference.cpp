// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Evaluation, and how magnitudes and roundings go through a layer.
#include "driver/Reference.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <future>

namespace evenstride::driver {

using emit::Summation;
using layers::Tensor;

static Tensor absolute(Tensor tensor) {
  for (double &value : tensor.data)
    value = std::fabs(value);
  return tensor;
}

/// Roundings of one element of a layer's result: the length of its sum, and a few for what stands around it.
static double termsOf(const check::Graph &graph, const check::Node &node) {
  constexpr double around = 4;         // bias, epilogue, the sum of partial sums
  constexpr double approximation = 16; // of exp and tanh in fp32
  double elements = double(graph.shapeOf(node.result).elements());
  double sum = double(graph.macsOf(node)) / elements;
  for (const layers::Shape &shape : graph.operandShapes(node)) // what one result reads, on average
    sum = std::max(sum, double(shape.elements()) / elements);
  if (node.kind->summands)
    sum = double(node.kind->summands(node.arguments, graph.operandShapes(node)[0]));
  return sum + around + (node.kind->approximated ? approximation : 0);
}

/// The layer on magnitudes.
static Tensor magnitudeOf(const check::Node &node, std::span<const Tensor *const> operands,
                          layers::ReferenceWeights weights) {
  if (node.kind->magnitude)
    return node.kind->magnitude(node.arguments, operands, weights);
  for (auto &[suffix, values] : weights)
    for (double &value : values)
      value = std::fabs(value);
  return node.kind->reference(node.arguments, operands, weights);
}

static layers::ReferenceWeights weightsOf(const check::Graph &graph, const check::Node &node,
                                          const emit::WeightMap &weights) {
  layers::ReferenceWeights own;
  for (const layers::WeightSpec &spec : graph.weightsOf(node)) {
    auto values = weights.find(node.path + "." + spec.suffix)->second.values;
    own[spec.suffix].assign(values.begin(), values.end());
  }
  return own;
}

void Reference::know(check::ValueId value, Tensor tensor) { known[value] = std::move(tensor); }

/// The largest of each run of 2 * reach + 1 elements along an axis whose neighbours are `step` apart.
static void spreadAlong(std::span<double> line, int64_t step, int64_t reach) {
  const int64_t count = (int64_t(line.size()) + step - 1) / step;
  std::vector<double> before(size_t(count), 0);
  for (int64_t i = 0; i < count; ++i)
    before[size_t(i)] = line[size_t(i * step)];
  for (int64_t i = 0; i < count; ++i)
    line[size_t(i * step)] = *std::max_element(before.begin() + std::max<int64_t>(i - reach, 0),
                                               before.begin() + std::min(count, i + reach + 1));
}

/// How far the elements of a tile are from each other along an axis: tiles are 9x9 pixels at most, or 10 in a row or
/// column, as far apart as the taps of the window, and of each phase of a stride.
static std::array<int64_t, 2> tileReach(const layers::Arguments &window) {
  const auto &kernel = window.list("kernel"), &stride = window.list("stride"), &dilation = window.list("dilation");
  const int64_t most = kernel[0] == 1 || kernel[1] == 1 ? 10 : 9;
  auto reach = [&](size_t axis) { return kernel[axis] == 1 ? 0 : (most * stride[axis] - 1) * dilation[axis]; };
  return {reach(0), reach(1)};
}

/// With zeros around it: top, left, bottom, right.
static Tensor padded(const Tensor &tensor, const std::vector<int64_t> &pad) {
  const layers::Shape &inner = tensor.shape;
  Tensor result({inner.channels, inner.height + pad[0] + pad[2], inner.width + pad[1] + pad[3]});
  for (int64_t c = 0; c < inner.channels; ++c)
    for (int64_t y = 0; y < inner.height; ++y)
      std::copy_n(&tensor.data[size_t((c * inner.height + y) * inner.width)], inner.width,
                  &result.at(c, y + pad[0], pad[1]));
  return result;
}

/// The largest element of any tile that holds an element.
static Tensor spread(Tensor tensor, std::array<int64_t, 2> reach) {
  const int64_t height = tensor.shape.height, width = tensor.shape.width;
  for (int64_t c = 0; c < tensor.shape.channels; ++c) {
    const std::span plane(&tensor.at(c, 0, 0), size_t(height * width));
    for (int64_t y = 0; y < height; ++y)
      spreadAlong(plane.subspan(size_t(y * width), size_t(width)), 1, reach[1]);
    for (int64_t x = 0; x < width; ++x)
      spreadAlong(plane.subspan(size_t(x)), width, reach[0]);
  }
  return tensor;
}

/// Filters of 1x1 as the largest of the four that lie at the same place in halves of the output and input channels.
static void spreadOverHalves(std::vector<double> &filters, int64_t outputs) {
  const int64_t inputs = int64_t(filters.size()) / outputs, below = outputs / 2 * inputs;
  for (int64_t output = 0; output < outputs / 2; ++output)
    for (int64_t input = 0; input < inputs / 2; ++input) {
      double *first = &filters[size_t(output * inputs + input)], *other = first + inputs / 2;
      *first = *other = first[below] = other[below] =
          std::max({std::fabs(*first), std::fabs(*other), std::fabs(first[below]), std::fabs(other[below])});
    }
}

/// Each pixel with the one at the same place in the other half of its plane: the magnitudes of both.
static Tensor addHalves(const Tensor &tensor) {
  Tensor sums(tensor.shape);
  const int64_t pixels = tensor.shape.height * tensor.shape.width, apart = pixels / 2;
  for (int64_t i = 0; i < int64_t(tensor.data.size()); ++i) {
    const int64_t partner = i % pixels < pixels - apart ? i + apart : i - apart;
    sums.data[size_t(i)] = tensor.data[size_t(i)] + tensor.data[size_t(partner)];
  }
  return sums;
}

Bounded Reference::compute(check::ValueId value, Summation summation) const {
  const check::Node &node = graph.nodes[size_t(graph.values[size_t(value)].producer)];
  const bool inTiles = summation == Summation::Tiles && node.kind->keyword == "conv";
  const bool inHalves = summation == Summation::Halves && node.kind->keyword == "conv";
  std::vector<Bounded> operands;
  Bounded result;
  result.terms = termsOf(graph, node);
  for (check::ValueId operand : node.operands) {
    auto found = known.find(operand);
    operands.push_back(found == known.end() ? compute(operand, summation)
                                            : Bounded{found->second, absolute(found->second), 0});
    result.terms += operands.back().terms;
    if (inTiles)
      operands.back().magnitude =
          spread(padded(operands.back().magnitude, node.arguments.list("pad")), tileReach(node.arguments));
  }
  std::vector<const Tensor *> values, magnitudes;
  for (const Bounded &operand : operands) {
    values.push_back(&operand.value);
    magnitudes.push_back(&operand.magnitude);
  }
  layers::ReferenceWeights own = weightsOf(graph, node, weights);
  layers::ReferenceWeights ofMagnitude = own;
  if (inHalves)
    spreadOverHalves(ofMagnitude["weight"], graph.shapeOf(value).channels);
  check::Node onMagnitudes = node;
  if (inTiles) // the padding is in the magnitudes: errors of a tile do not end where the image does
    onMagnitudes.arguments.values["pad"] = std::vector<int64_t>(4, 0);
  auto magnitude =
      std::async(std::launch::async, [&] { return magnitudeOf(onMagnitudes, magnitudes, std::move(ofMagnitude)); });
  result.value = node.kind->reference(node.arguments, values, own);
  result.magnitude = inHalves ? addHalves(magnitude.get()) : magnitude.get();
  return result;
}

/// By value: the index of the last node that reads it; outputs are read at the end.
static std::vector<size_t> lastUses(const check::Graph &graph) {
  std::vector<size_t> last(graph.values.size(), 0);
  for (size_t i = 0; i < graph.nodes.size(); ++i)
    for (check::ValueId operand : graph.nodes[i].operands)
      last[size_t(operand)] = i;
  for (const check::NetworkOutput &output : graph.outputs)
    last[size_t(output.value)] = graph.nodes.size();
  return last;
}

std::vector<Tensor> evaluate(const check::Graph &graph, const emit::WeightMap &weights, std::vector<Tensor> inputs) {
  std::vector<Tensor> values(graph.values.size());
  for (size_t i = 0; i < inputs.size(); ++i)
    values[size_t(graph.inputs[i].value)] = std::move(inputs[i]);
  std::vector<size_t> last = lastUses(graph);
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    const check::Node &node = graph.nodes[i];
    std::vector<const Tensor *> operands;
    for (check::ValueId operand : node.operands)
      operands.push_back(&values[size_t(operand)]);
    values[size_t(node.result)] = node.kind->reference(node.arguments, operands, weightsOf(graph, node, weights));
    for (check::ValueId operand : node.operands)
      if (last[size_t(operand)] == i)
        values[size_t(operand)] = Tensor();
  }
  std::vector<Tensor> outputs;
  for (const check::NetworkOutput &output : graph.outputs)
    outputs.push_back(values[size_t(output.value)]);
  return outputs;
}

} // namespace evenstride::driver
