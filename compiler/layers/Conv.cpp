// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Convolution (cross-correlation, as everywhere in the field), in groups if wanted.
#include "layers/Kinds.h"
#include "layers/Windows.h"

#include <algorithm>
#include <array>

namespace evenstride::layers {

static ShapeResult shape(const Arguments &arguments, std::span<const Shape> operands) {
  int64_t filters = arguments.integer("filters"), groups = arguments.integer("groups");
  int64_t channels = operands[0].channels;
  if (channels % groups == 0 && filters % groups == 0)
    return windowShape(arguments, operands[0], filters);
  bool input = channels % groups != 0;
  std::string count = std::to_string(input ? channels : filters);
  return ShapeFault{.code = diagnostics::Code::E0307,
                    .message = count + (input ? " channels" : " filters") + " do not divide into " +
                               std::to_string(groups) + " groups",
                    .parameter = "groups",
                    .label = count + " / " + std::to_string(groups) + " is not an integer",
                    .side = FaultSide::Channels};
}

static std::vector<WeightSpec> weights(const Arguments &arguments, std::span<const Shape> operands) {
  int64_t filters = arguments.integer("filters");
  int64_t channels = operands[0].channels / arguments.integer("groups");
  const auto &kernel = arguments.list("kernel");
  std::vector<WeightSpec> specs = {
      {.suffix = "weight", .shape = {filters, channels, kernel[0], kernel[1]}, .fanIn = tapsOf(channels, kernel)}};
  if (arguments.boolean("bias"))
    specs.push_back({.suffix = "bias", .shape = {filters}});
  return specs;
}

static int64_t macs(const Arguments &arguments, std::span<const Shape> operands, const Shape &result) {
  const auto &kernel = arguments.list("kernel");
  return result.elements() * (operands[0].channels / arguments.integer("groups")) * kernel[0] * kernel[1];
}

/// Adds one filter tap to a row of the result. A whole row at a time, because images of ordinary size are verified with
/// this; the order of the sum of each element is that of the plain nest over channels, rows and columns.
static void addTap(double weight, const geometry::Window &window, const TapRun &run, const double *input,
                   double *result) {
  for (int64_t ox = run.begin; ox < run.end; ++ox)
    result[ox] += weight * input[run.first + ox * window.stride];
}

static Tensor reference(const Arguments &arguments, std::span<const Tensor *const> operands,
                        const ReferenceWeights &given) {
  const Tensor &input = *operands[0];
  Tensor result(provenShape(shape(arguments, std::array{input.shape})));
  auto [vertical, horizontal] = windowsOf(arguments);
  const double *weight = given.find("weight")->second.data(); // read in its own order, once per row
  int64_t groups = arguments.integer("groups");
  int64_t inPerGroup = input.shape.channels / groups, outPerGroup = result.shape.channels / groups;
  int64_t taps = inPerGroup * vertical.kernel * horizontal.kernel;
  for (int64_t o = 0; o < result.shape.channels; ++o)
    for (int64_t oy = 0; oy < result.shape.height; ++oy) {
      double *row = &result.at(o, oy, 0);
      std::fill_n(row, result.shape.width, arguments.boolean("bias") ? given.find("bias")->second[size_t(o)] : 0);
      for (int64_t tap = 0; tap < taps; ++tap) {
        int64_t kx = tap % horizontal.kernel, ky = tap / horizontal.kernel % vertical.kernel;
        int64_t channel = o / outPerGroup * inPerGroup + tap / horizontal.kernel / vertical.kernel;
        int64_t y = oy * vertical.stride + ky * vertical.dilation - vertical.before;
        if (y >= 0 && y < input.shape.height)
          addTap(weight[o * taps + tap], horizontal,
                 outputsReading(horizontal, kx, input.shape.width, result.shape.width),
                 &input.data[size_t((channel * input.shape.height + y) * input.shape.width)], row);
      }
    }
  return result;
}

const LayerKind &layerConv() {
  static const LayerKind kind{
      .keyword = "conv",
      .summary = "convolution: each filter is a weighted sum over a window and all channels of its group",
      .parameters = {{.name = "filters",
                      .type = ParameterType::Integer,
                      .positional = true,
                      .description = "output channels",
                      .atLeast = 1},
                     kernelParameter(),
                     strideParameter(),
                     padParameter(),
                     dilationParameter(),
                     {.name = "groups",
                      .type = ParameterType::Integer,
                      .byDefault = int64_t(1),
                      .description = "equal parts of the channels that do not see each other",
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
