// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pixels to channels in PyTorch's order: output (c * r * r + i * r + j, y, x) is input (c, y * r + i, x * r + j).
#include "layers/Kinds.h"

namespace evenstride::layers {

static ShapeResult shape(const Arguments &arguments, std::span<const Shape> operands) {
  int64_t factor = arguments.integer("factor");
  const Shape &input = operands[0];
  if (input.height % factor == 0 && input.width % factor == 0)
    return Shape{input.channels * factor * factor, input.height / factor, input.width / factor};
  bool rows = input.height % factor != 0;
  std::string count = std::to_string(rows ? input.height : input.width);
  return ShapeFault{.code = diagnostics::Code::E0341,
                    .message = count + (rows ? " rows" : " columns") + " do not divide into squares of " +
                               std::to_string(factor) + " by " + std::to_string(factor) + " pixels",
                    .parameter = "factor",
                    .label = count + " / " + std::to_string(factor) + " is not an integer"};
}

static Tensor reference(const Arguments &arguments, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  const Tensor &input = *operands[0];
  int64_t r = arguments.integer("factor");
  Tensor result({input.shape.channels * r * r, input.shape.height / r, input.shape.width / r});
  for (int64_t c = 0; c < input.shape.channels; ++c)
    for (int64_t y = 0; y < input.shape.height; ++y)
      for (int64_t x = 0; x < input.shape.width; ++x)
        result.at(c * r * r + y % r * r + x % r, y / r, x / r) = input.at(c, y, x);
  return result;
}

static geometry::Reads reads(const Arguments &arguments, Axis) {
  int64_t factor = arguments.integer("factor");
  return {geometry::Reads::Rule::Window, {.kernel = factor, .stride = factor}};
}

const LayerKind &layerPixelUnshuffle() {
  static const LayerKind kind{.keyword = "pixel_unshuffle",
                              .summary = "each square of factor * factor pixels becomes channels of one pixel",
                              .parameters = {{.name = "factor",
                                              .type = ParameterType::Integer,
                                              .positional = true,
                                              .description = "by how much rows and columns shrink",
                                              .atLeast = 1}},
                              .shape = shape,
                              .step = [](const Arguments &arguments) { return arguments.integer("factor"); },
                              .reference = reference,
                              .reads = reads};
  return kind;
}

} // namespace evenstride::layers
