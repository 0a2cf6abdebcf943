// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Normalisation by numbers of the program, as networks ask for pictures: one for all channels, or one per channel.
#include "layers/Kinds.h"
#include "support/Text.h"

#include <cmath>
#include <optional>

namespace evenstride::layers {

static std::optional<ShapeFault> misfit(const Arguments &arguments, std::string_view parameter, int64_t channels) {
  auto count = int64_t(arguments.numbers(parameter).size());
  if (count == 1 || count == channels)
    return std::nullopt;
  return ShapeFault{.code = diagnostics::Code::E0208,
                    .message = "`" + std::string(parameter) + "` of a scale takes one number, or one per channel",
                    .parameter = std::string(parameter),
                    .label = support::plural(count, "number") + " for " + support::plural(channels, "channel"),
                    .side = FaultSide::Channels};
}

static ShapeResult shape(const Arguments &arguments, std::span<const Shape> operands) {
  for (std::string_view parameter : {"mean", "std"})
    if (auto fault = misfit(arguments, parameter, operands[0].channels))
      return *fault;
  return operands[0];
}

// function(x, mean, std) for each element.
template <typename Function>
static Tensor mapChannels(const Arguments &arguments, const Tensor &input, Function function) {
  const std::vector<double> &means = arguments.numbers("mean"), &deviations = arguments.numbers("std");
  auto of = [](const std::vector<double> &numbers, size_t channel) {
    return numbers[numbers.size() == 1 ? 0 : channel];
  };
  Tensor result(input.shape);
  size_t pixels = size_t(input.shape.height * input.shape.width);
  for (size_t i = 0; i < input.data.size(); ++i)
    result.data[i] = function(input.data[i], of(means, i / pixels), of(deviations, i / pixels));
  return result;
}

static Tensor reference(const Arguments &arguments, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  return mapChannels(arguments, *operands[0], [](double x, double mean, double std) { return (x - mean) / std; });
}

static Tensor magnitude(const Arguments &arguments, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  return mapChannels(arguments, *operands[0],
                     [](double x, double mean, double std) { return (x + std::fabs(mean)) / std; });
}

const LayerKind &layerScale() {
  static const LayerKind kind{.keyword = "scale",
                              .summary = "(x - mean) / std",
                              .parameters = {{.name = "mean",
                                              .type = ParameterType::Numbers,
                                              .positional = true,
                                              .byDefault = std::vector<double>{0},
                                              .description = "what becomes 0",
                                              .atLeast = anyNumber},
                                             {.name = "std",
                                              .type = ParameterType::Numbers,
                                              .positional = true,
                                              .byDefault = std::vector<double>{1},
                                              .description = "distance from the mean that becomes 1",
                                              .positive = true}},
                              .shape = shape,
                              .reference = reference,
                              .magnitude = magnitude};
  return kind;
}

} // namespace evenstride::layers
