// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Channels of all groups in turn, as ShuffleNet has it: output channel i * groups + g is channel i of group g.
#include "layers/Kinds.h"

#include <algorithm>

namespace evenstride::layers {

static ShapeResult shape(const Arguments &arguments, std::span<const Shape> operands) {
  int64_t groups = arguments.integer("groups"), channels = operands[0].channels;
  if (channels % groups == 0)
    return operands[0];
  std::string count = std::to_string(channels);
  return ShapeFault{.code = diagnostics::Code::E0307,
                    .message = count + " channels do not divide into " + std::to_string(groups) + " groups",
                    .parameter = "groups",
                    .label = count + " / " + std::to_string(groups) + " is not an integer",
                    .side = FaultSide::Channels};
}

static Tensor reference(const Arguments &arguments, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  const Tensor &input = *operands[0];
  int64_t groups = arguments.integer("groups"), each = input.shape.channels / groups;
  int64_t plane = input.shape.height * input.shape.width;
  Tensor result(input.shape);
  for (int64_t c = 0; c < input.shape.channels; ++c)
    std::copy_n(input.data.begin() + (c % groups * each + c / groups) * plane, plane, result.data.begin() + c * plane);
  return result;
}

const LayerKind &layerChannelShuffle() {
  static const LayerKind kind{.keyword = "channel_shuffle",
                              .summary = "the first channels of all groups, then the second ones, and so on",
                              .parameters = {{.name = "groups",
                                              .type = ParameterType::Integer,
                                              .positional = true,
                                              .description = "equal parts of the channels",
                                              .atLeast = 1}},
                              .shape = shape,
                              .reference = reference};
  return kind;
}

} // namespace evenstride::layers
