// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rows and columns cut from the edges.
#include "layers/Kinds.h"

namespace evenstride::layers {

static ShapeResult shape(const Arguments &arguments, std::span<const Shape> operands) {
  Shape result = operands[0];
  result.height -= arguments.integer("top") + arguments.integer("bottom");
  result.width -= arguments.integer("left") + arguments.integer("right");
  if (result.height >= 1 && result.width >= 1)
    return result;
  bool rows = result.height < 1;
  return ShapeFault{.code = diagnostics::Code::E0310,
                    .message = std::string("this crop leaves no ") + (rows ? "row" : "column"),
                    .label = rows ? std::to_string(operands[0].height) + " rows come in"
                                  : std::to_string(operands[0].width) + " columns come in"};
}

static Tensor reference(const Arguments &arguments, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  const Tensor &input = *operands[0];
  int64_t top = arguments.integer("top"), left = arguments.integer("left");
  Tensor result({input.shape.channels, input.shape.height - top - arguments.integer("bottom"),
                 input.shape.width - left - arguments.integer("right")});
  for (int64_t c = 0; c < result.shape.channels; ++c)
    for (int64_t y = 0; y < result.shape.height; ++y)
      for (int64_t x = 0; x < result.shape.width; ++x)
        result.at(c, y, x) = input.at(c, y + top, x + left);
  return result;
}

static geometry::Reads reads(const Arguments &arguments, Axis axis) {
  return {geometry::Reads::Rule::Window, {.before = -arguments.integer(axis == Axis::Rows ? "top" : "left")}};
}

static Parameter edge(std::string_view name, std::string_view description) {
  return {.name = name,
          .type = ParameterType::Integer,
          .positional = true,
          .byDefault = int64_t(0),
          .description = description};
}

const LayerKind &layerCrop() {
  static const LayerKind kind{
      .keyword = "crop",
      .summary = "cuts rows and columns from the edges",
      .parameters = {edge("top", "rows cut at the top"), edge("left", "columns cut at the left"),
                     edge("bottom", "rows cut at the bottom"), edge("right", "columns cut at the right")},
      .shape = shape,
      .reference = reference,
      .reads = reads};
  return kind;
}

} // namespace evenstride::layers
