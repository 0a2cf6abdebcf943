// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Fully connected layer over all elements of the input, in the order [C][H][W].
#include "layers/Kinds.h"
#include "layers/Windows.h"

namespace evenstride::layers {

static ShapeResult shape(const Arguments &arguments, std::span<const Shape>) {
  return Shape{arguments.integer("outputs"), 1, 1};
}

static std::vector<WeightSpec> weights(const Arguments &arguments, std::span<const Shape> operands) {
  int64_t outputs = arguments.integer("outputs"), inputs = operands[0].elements();
  std::vector<WeightSpec> specs = {{.suffix = "weight", .shape = {outputs, inputs}, .fanIn = inputs}};
  if (arguments.boolean("bias"))
    specs.push_back({.suffix = "bias", .shape = {outputs}});
  return specs;
}

static int64_t macs(const Arguments &, std::span<const Shape> operands, const Shape &result) {
  return operands[0].elements() * result.elements();
}

static Tensor reference(const Arguments &arguments, std::span<const Tensor *const> operands,
                        const ReferenceWeights &given) {
  const std::vector<double> &input = operands[0]->data;
  const std::vector<double> &weight = given.find("weight")->second;
  Tensor result({arguments.integer("outputs"), 1, 1});
  for (size_t o = 0; o < result.data.size(); ++o) {
    double sum = arguments.boolean("bias") ? given.find("bias")->second[o] : 0;
    for (size_t i = 0; i < input.size(); ++i)
      sum += weight[o * input.size() + i] * input[i];
    result.data[o] = sum;
  }
  return result;
}

const LayerKind &layerDense() {
  static const LayerKind kind{.keyword = "dense",
                              .summary = "weighted sums over all elements of the input: [outputs, 1, 1]",
                              .parameters = {{.name = "outputs",
                                              .type = ParameterType::Integer,
                                              .positional = true,
                                              .description = "output channels",
                                              .atLeast = 1},
                                             {.name = "bias",
                                              .type = ParameterType::Boolean,
                                              .byDefault = true,
                                              .description = "whether a number per output is added"}},
                              .shape = shape,
                              .weights = weights,
                              .macs = macs,
                              .reference = reference,
                              .reads = readsAll};
  return kind;
}

} // namespace evenstride::layers
