// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Equal parts of the channels: so many slices, one result each.
#include "layers/Kinds.h"

namespace evenstride::layers {

static ShapeResult shape(const Arguments &arguments, std::span<const Shape> operands) {
  int64_t parts = arguments.integer("channels");
  const Shape &input = operands[0];
  if (input.channels % parts == 0)
    return Shape{input.channels / parts, input.height, input.width};
  std::string count = std::to_string(input.channels);
  return ShapeFault{.code = diagnostics::Code::E0307,
                    .message = count + " channels do not divide into " + std::to_string(parts) + " equal parts",
                    .parameter = "channels",
                    .label = count + " / " + std::to_string(parts) + " is not an integer",
                    .side = FaultSide::Channels};
}

static ShorthandPart part(const Arguments &arguments, const Shape &operand, int64_t index) {
  int64_t each = operand.channels / arguments.integer("channels");
  return {"slice", {{{"channels", std::vector<int64_t>{index * each, (index + 1) * each}}}}};
}

const LayerKind &layerSplit() {
  static const Shorthand shorthand{.parts = [](const Arguments &arguments) { return arguments.integer("channels"); },
                                   .part = part};
  static const LayerKind kind{.keyword = "split",
                              .summary = "equal parts of the channels, as several results: `<path>.1`, `<path>.2`, …",
                              .parameters = {{.name = "channels",
                                              .type = ParameterType::Integer,
                                              .description = "how many parts",
                                              .atLeast = 1}},
                              .shape = shape,
                              .shorthand = &shorthand};
  return kind;
}

} // namespace evenstride::layers
