// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rows and columns of one number added at the edges.
#include "layers/Kinds.h"

#include <cmath>
#include <limits>

namespace evenstride::layers {

static ShapeResult shape(const Arguments &arguments, std::span<const Shape> operands) {
  Shape result = operands[0];
  result.height += arguments.integer("top") + arguments.integer("bottom");
  result.width += arguments.integer("left") + arguments.integer("right");
  return result;
}

static Tensor reference(const Arguments &arguments, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  const Tensor &input = *operands[0];
  int64_t top = arguments.integer("top"), left = arguments.integer("left");
  Tensor result({input.shape.channels, input.shape.height + top + arguments.integer("bottom"),
                 input.shape.width + left + arguments.integer("right")},
                arguments.number("value"));
  for (int64_t c = 0; c < input.shape.channels; ++c)
    for (int64_t y = 0; y < input.shape.height; ++y)
      for (int64_t x = 0; x < input.shape.width; ++x)
        result.at(c, y + top, x + left) = input.at(c, y, x);
  return result;
}

static Tensor magnitude(const Arguments &arguments, std::span<const Tensor *const> operands,
                        const ReferenceWeights &weights) {
  Arguments positive = arguments;
  positive.values["value"] = std::fabs(arguments.number("value"));
  return reference(positive, operands, weights);
}

static geometry::Reads reads(const Arguments &arguments, Axis axis) {
  return {geometry::Reads::Rule::Window, {.before = arguments.integer(axis == Axis::Rows ? "top" : "left")}};
}

static Parameter edge(std::string_view name, std::string_view description) {
  return {.name = name,
          .type = ParameterType::Integer,
          .positional = true,
          .byDefault = int64_t(0),
          .description = description};
}

const LayerKind &layerPad() {
  static const LayerKind kind{.keyword = "pad",
                              .summary = "adds rows and columns at the edges",
                              .parameters = {edge("top", "rows added at the top"),
                                             edge("left", "columns added at the left"),
                                             edge("bottom", "rows added at the bottom"),
                                             edge("right", "columns added at the right"),
                                             {.name = "value",
                                              .type = ParameterType::Number,
                                              .byDefault = 0.0,
                                              .description = "what they hold",
                                              .atLeast = std::numeric_limits<double>::lowest()}},
                              .shape = shape,
                              .reference = reference,
                              .magnitude = magnitude,
                              .reads = reads};
  return kind;
}

} // namespace evenstride::layers
