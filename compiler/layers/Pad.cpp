// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rows and columns added at the edges: of one number, mirrored images of those inside, or copies of the outermost ones.
// `reflect` and `replicate` mean what they do in PyTorch; ONNX calls them `reflect` and `edge`. A mirror stands on the
// outermost element, which is not repeated, so that it needs one element more than it adds.
#include "layers/Kinds.h"
#include "support/Text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace evenstride::layers {

using geometry::Reads;

namespace {

struct Sides {
  std::string_view before, after; // parameters
  std::string_view line;          // what is added
};
constexpr Sides vertical{"top", "bottom", "row"}, horizontal{"left", "right", "column"};

} // namespace

static const Sides &sidesAlong(Axis axis) { return axis == Axis::Rows ? vertical : horizontal; }

static int64_t least(const Arguments &arguments, Axis axis) {
  const Sides &sides = sidesAlong(axis);
  if (arguments.word("mode") != "reflect")
    return 1;
  return std::max(arguments.integer(sides.before), arguments.integer(sides.after)) + 1;
}

static ShapeFault tooFew(const Arguments &arguments, Axis axis, int64_t extent) {
  const Sides &sides = sidesAlong(axis);
  int64_t needed = least(arguments, axis);
  std::string line(sides.line);
  return {.code = diagnostics::Code::E0318,
          .message = support::plural(extent, line) + (extent == 1 ? " is" : " are") + " too few to mirror " +
                     std::to_string(needed - 1),
          .parameter = std::string(arguments.integer(sides.before) == needed - 1 ? sides.before : sides.after),
          .label = "needs at least " + support::plural(needed, line),
          .notes = {"the mirror stands on the outermost " + line + ", which is not repeated"},
          .remedies = {{diagnostics::FixTag::BorderValues, "repeat the outermost rows and columns instead", "mode",
                        "replicate"}}};
}

static ShapeResult shape(const Arguments &arguments, std::span<const Shape> operands) {
  const std::string &mode = arguments.word("mode");
  if (mode != "constant" && arguments.number("value") != 0)
    return ShapeFault{.code = diagnostics::Code::E0332,
                      .message = "a `pad` with `mode: " + mode + "` has no `value`",
                      .parameter = "value",
                      .label = "what is added comes from the image",
                      .side = FaultSide::Arguments,
                      .remedies = {{std::nullopt, "take the value out", "value"}}};
  Shape result = operands[0];
  if (result.height < least(arguments, Axis::Rows))
    return tooFew(arguments, Axis::Rows, result.height);
  if (result.width < least(arguments, Axis::Columns))
    return tooFew(arguments, Axis::Columns, result.width);
  result.height += arguments.integer("top") + arguments.integer("bottom");
  result.width += arguments.integer("left") + arguments.integer("right");
  return result;
}

static Reads reads(const Arguments &arguments, Axis axis) {
  const std::string &mode = arguments.word("mode");
  return {Reads::Rule::Window,
          {.before = arguments.integer(sidesAlong(axis).before)},
          mode == "reflect"     ? Reads::Beyond::Mirror
          : mode == "replicate" ? Reads::Beyond::Edge
                                : Reads::Beyond::Nothing};
}

static Tensor reference(const Arguments &arguments, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  const Tensor &input = *operands[0];
  Reads::Beyond beyond = reads(arguments, Axis::Rows).beyond;
  int64_t top = arguments.integer("top"), left = arguments.integer("left");
  Tensor result({input.shape.channels, input.shape.height + top + arguments.integer("bottom"),
                 input.shape.width + left + arguments.integer("right")},
                arguments.number("value"));
  for (int64_t c = 0; c < result.shape.channels; ++c)
    for (int64_t y = 0; y < result.shape.height; ++y)
      for (int64_t x = 0; x < result.shape.width; ++x) {
        auto row = geometry::elementFor(beyond, y - top, input.shape.height);
        auto column = geometry::elementFor(beyond, x - left, input.shape.width);
        if (row && column)
          result.at(c, y, x) = input.at(c, *row, *column);
      }
  return result;
}

static Tensor magnitude(const Arguments &arguments, std::span<const Tensor *const> operands,
                        const ReferenceWeights &weights) {
  Arguments positive = arguments;
  positive.values["value"] = std::fabs(arguments.number("value"));
  return reference(positive, operands, weights);
}

static Parameter edge(std::string_view name, std::string_view description) {
  return {.name = name,
          .type = ParameterType::Integer,
          .positional = true,
          .byDefault = int64_t(0),
          .description = description};
}

const LayerKind &layerPad() {
  static const LayerKind kind{
      .keyword = "pad",
      .summary = "adds rows and columns at the edges",
      .parameters = {edge("top", "rows added at the top"),
                     edge("left", "columns added at the left"),
                     edge("bottom", "rows added at the bottom"),
                     edge("right", "columns added at the right"),
                     {.name = "value",
                      .type = ParameterType::Number,
                      .byDefault = 0.0,
                      .description = "what they hold, if `mode` is `constant`",
                      .atLeast = std::numeric_limits<double>::lowest()},
                     {.name = "mode",
                      .type = ParameterType::Word,
                      .byDefault = std::string("constant"),
                      .words = {"constant", "reflect", "replicate"},
                      .description = "whether they hold one number, mirror the image, or repeat its outermost rows and "
                                     "columns"}},
      .shape = shape,
      .least = least,
      .reference = reference,
      .magnitude = magnitude,
      .reads = reads};
  return kind;
}

} // namespace evenstride::layers
