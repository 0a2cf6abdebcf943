// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One or more filters per channel, each seeing that channel alone.
#include "layers/Kinds.h"
#include "layers/Windows.h"

#include <array>

namespace evenstride::layers {

static ShapeResult shape(const Arguments &arguments, std::span<const Shape> operands) {
  return windowShape(arguments, operands[0], operands[0].channels * arguments.integer("multiplier"));
}

static std::vector<WeightSpec> weights(const Arguments &arguments, std::span<const Shape> operands) {
  int64_t filters = operands[0].channels * arguments.integer("multiplier");
  const auto &kernel = arguments.list("kernel");
  std::vector<WeightSpec> specs = {
      {.suffix = "weight", .shape = {filters, 1, kernel[0], kernel[1]}, .fanIn = tapsOf(1, kernel)}};
  if (arguments.boolean("bias"))
    specs.push_back({.suffix = "bias", .shape = {filters}});
  return specs;
}

static int64_t macs(const Arguments &arguments, std::span<const Shape>, const Shape &result) {
  const auto &kernel = arguments.list("kernel");
  return result.elements() * kernel[0] * kernel[1];
}

static Tensor reference(const Arguments &arguments, std::span<const Tensor *const> operands,
                        const ReferenceWeights &given) {
  const Tensor &input = *operands[0];
  Tensor result(provenShape(shape(arguments, std::array{input.shape})));
  auto windows = windowsOf(arguments);
  const std::vector<double> &weight = given.find("weight")->second;
  int64_t multiplier = arguments.integer("multiplier");
  int64_t rows = windows.first.kernel, columns = windows.second.kernel;
  for (int64_t o = 0; o < result.shape.channels; ++o)
    for (int64_t oy = 0; oy < result.shape.height; ++oy)
      for (int64_t ox = 0; ox < result.shape.width; ++ox) {
        double sum = arguments.boolean("bias") ? given.find("bias")->second[size_t(o)] : 0;
        forEachTap(windows, input.shape, {oy, ox}, [&](int64_t ky, int64_t kx, int64_t y, int64_t x) {
          sum += weight[size_t((o * rows + ky) * columns + kx)] * input.at(o / multiplier, y, x);
        });
        result.at(o, oy, ox) = sum;
      }
  return result;
}

const LayerKind &layerDepthwiseConv() {
  static const LayerKind kind{
      .keyword = "depthwise_conv",
      .summary = "convolution of each channel on its own; output channel c * multiplier + m reads channel c",
      .parameters = {kernelParameter(),
                     strideParameter(),
                     padParameter(),
                     dilationParameter(),
                     {.name = "multiplier",
                      .type = ParameterType::Integer,
                      .byDefault = int64_t(1),
                      .description = "filters per channel",
                      .atLeast = 1},
                     biasParameter(),
                     roundParameter()},
      .shape = shape,
      .weights = weights,
      .macs = macs,
      .reference = reference,
      .reads = windowReads,
      .isWindow = true};
  return kind;
}

} // namespace evenstride::layers
