// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Channels to pixels in PyTorch's order: output (c, y * r + i, x * r + j) is input (c * r * r + i * r + j, y, x).
#include "layers/Kinds.h"

namespace evenstride::layers {

static ShapeResult shape(const Arguments &arguments, std::span<const Shape> operands) {
  int64_t factor = arguments.integer("factor"), square = factor * factor;
  const Shape &input = operands[0];
  if (input.channels % square == 0)
    return Shape{input.channels / square, input.height * factor, input.width * factor};
  std::string channels = std::to_string(input.channels), groups = std::to_string(square);
  return ShapeFault{.code = diagnostics::Code::E0307,
                    .message = channels + " channels do not divide into pixels of " + groups,
                    .parameter = "factor",
                    .label = channels + " / " + groups + " is not an integer",
                    .side = FaultSide::Channels};
}

static Tensor reference(const Arguments &arguments, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  const Tensor &input = *operands[0];
  int64_t r = arguments.integer("factor");
  Tensor result({input.shape.channels / (r * r), input.shape.height * r, input.shape.width * r});
  for (int64_t c = 0; c < result.shape.channels; ++c)
    for (int64_t y = 0; y < result.shape.height; ++y)
      for (int64_t x = 0; x < result.shape.width; ++x)
        result.at(c, y, x) = input.at(c * r * r + y % r * r + x % r, y / r, x / r);
  return result;
}

static geometry::Reads reads(const Arguments &arguments, Axis) {
  int64_t factor = arguments.integer("factor");
  return {geometry::Reads::Rule::Transpose, {.kernel = factor, .stride = factor}};
}

const LayerKind &layerPixelShuffle() {
  static const LayerKind kind{.keyword = "pixel_shuffle",
                              .summary = "factor * factor channels become one of factor times the rows and columns",
                              .parameters = {{.name = "factor",
                                              .type = ParameterType::Integer,
                                              .positional = true,
                                              .description = "by how much rows and columns grow",
                                              .atLeast = 1}},
                              .shape = shape,
                              .reference = reference,
                              .reads = reads};
  return kind;
}

} // namespace evenstride::layers
