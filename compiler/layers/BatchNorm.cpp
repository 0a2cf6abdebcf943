// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Normalisation by the means and variances seen in training, then a factor and an offset per channel.
#include "layers/Elementwise.h"
#include "layers/Kinds.h"

#include <cmath>

namespace evenstride::layers {

static std::vector<WeightSpec> weights(const Arguments &, std::span<const Shape> operands) {
  std::vector<int64_t> shape = {operands[0].channels};
  return {{.suffix = "weight", .shape = shape, .initial = 1},
          {.suffix = "bias", .shape = shape},
          {.suffix = "running_mean", .shape = shape},
          {.suffix = "running_var", .shape = shape, .initial = 1}};
}

static Tensor reference(const Arguments &arguments, std::span<const Tensor *const> operands,
                        const ReferenceWeights &given) {
  const Tensor &input = *operands[0];
  const auto &weight = given.find("weight")->second, &bias = given.find("bias")->second;
  const auto &mean = given.find("running_mean")->second, &variance = given.find("running_var")->second;
  Tensor result(input.shape);
  size_t pixels = size_t(input.shape.height * input.shape.width);
  for (size_t i = 0; i < input.data.size(); ++i) {
    size_t c = i / pixels;
    double deviation = std::sqrt(variance[c] + arguments.number("epsilon"));
    result.data[i] = (input.data[i] - mean[c]) / deviation * weight[c] + bias[c];
  }
  return result;
}

// On magnitudes nothing cancels: not the mean against the input either.
static Tensor magnitude(const Arguments &arguments, std::span<const Tensor *const> operands,
                        const ReferenceWeights &given) {
  ReferenceWeights magnitudes = given;
  for (auto &[suffix, values] : magnitudes)
    for (double &value : values)
      value = suffix == "running_mean" ? -std::fabs(value) : std::fabs(value);
  return reference(arguments, operands, magnitudes);
}

const LayerKind &layerBatchNorm() {
  static const LayerKind kind{.keyword = "batch_norm",
                              .summary = "(x - running_mean) / sqrt(running_var + epsilon) * weight + bias per channel",
                              .parameters = {{.name = "epsilon",
                                              .type = ParameterType::Number,
                                              .positional = true,
                                              .byDefault = 1e-5,
                                              .description = "added to the variance, inside the root"}},
                              .shape = sameShape,
                              .weights = weights,
                              .reference = reference,
                              .magnitude = magnitude};
  return kind;
}

} // namespace evenstride::layers
