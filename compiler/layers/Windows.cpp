// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Parameters and shape rule that all windows share.
#include "layers/Windows.h"

#include "geometry/Checked.h"

#include <cassert>
#include <limits>

namespace evenstride::layers {

using diagnostics::Code;
using geometry::FaultClass;
using geometry::Verdict;
using List = std::vector<int64_t>;

Parameter kernelParameter() {
  return {.name = "kernel",
          .type = ParameterType::Window,
          .positional = true,
          .description = "rows and columns of the window: `3x3`, `3` or `(3, 3)`"};
}

Parameter strideParameter() {
  return {.name = "stride",
          .type = ParameterType::Pair,
          .byDefault = List{1, 1},
          .description = "step from window to window: `n` or `(vertical, horizontal)`"};
}

Parameter poolStrideParameter() {
  return {.name = "stride",
          .type = ParameterType::Pair,
          .description = "step from window to window: `n` or `(vertical, horizontal)`",
          .defaultsTo = "kernel"};
}

Parameter padParameter() {
  return {.name = "pad",
          .type = ParameterType::Padding,
          .byDefault = List{0, 0, 0, 0},
          .words = {"same"},
          .description = "padding: `n`, `(vertical, horizontal)`, `(top, left, bottom, right)` or `same`"};
}

Parameter dilationParameter() {
  return {.name = "dilation",
          .type = ParameterType::Pair,
          .byDefault = List{1, 1},
          .description = "distance of the taps of a window: `n` or `(vertical, horizontal)`"};
}

Parameter roundParameter() {
  return {.name = "round",
          .type = ParameterType::Word,
          .byDefault = std::string(),
          .words = {"down", "up"},
          .description = "accepts a stride that does not divide, and says which way"};
}

Parameter biasParameter() {
  return {.name = "bias",
          .type = ParameterType::Boolean,
          .byDefault = true,
          .description = "whether a number per output channel is added"};
}

std::pair<geometry::Window, geometry::Window> windowsOf(const Arguments &arguments) {
  const List &kernel = arguments.list("kernel"), &stride = arguments.list("stride");
  const List &dilation = arguments.list("dilation"), &pad = arguments.list("pad");
  return {{kernel[0], stride[0], dilation[0], pad[0], pad[2]}, {kernel[1], stride[1], dilation[1], pad[1], pad[3]}};
}

geometry::Reads windowReads(const Arguments &arguments, Axis axis) {
  auto [vertical, horizontal] = windowsOf(arguments);
  return {geometry::Reads::Rule::Window, axis == Axis::Rows ? vertical : horizontal};
}

geometry::Reads readsAll(const Arguments &, Axis) { return {geometry::Reads::Rule::All, {}}; }

std::pair<Verdict, Verdict> placeWindows(const Arguments &arguments, const Shape &input) {
  auto [vertical, horizontal] = windowsOf(arguments);
  return {place(vertical, input.height), place(horizontal, input.width)};
}

static Code codeOf(FaultClass faultClass) {
  switch (faultClass) {
  case FaultClass::NeverFits:
    return Code::E0302;
  case FaultClass::Parameter:
    return Code::E0303;
  case FaultClass::Overflow:
    return Code::E0304;
  default:
    return Code::E0301;
  }
}

int64_t tapsOf(int64_t channels, const std::vector<int64_t> &kernel) {
  geometry::Checked taps = geometry::checkedMultiply(geometry::checkedMultiply(channels, kernel[0]), kernel[1]);
  return taps.value_or(std::numeric_limits<int64_t>::max());
}

ShapeResult windowShape(const Arguments &arguments, const Shape &input, int64_t channels) {
  auto verdicts = placeWindows(arguments, input);
  const auto &[vertical, horizontal] = verdicts;
  if (vertical.exact() && horizontal.exact())
    return Shape{channels, vertical.output(), horizontal.output()};
  const Verdict &first = vertical.exact() ? horizontal : vertical;
  return ShapeFault{.code = codeOf(first.faultClass),
                    .message = "the window does not fit its input",
                    .parameter = "stride",
                    .windows = verdicts};
}

ShapeResult poolShape(const Arguments &arguments, std::span<const Shape> operands) {
  ShapeResult result = windowShape(arguments, operands[0], operands[0].channels);
  if (std::holds_alternative<ShapeFault>(result))
    return result;
  auto verdicts = placeWindows(arguments, operands[0]);
  if (!verdicts.first.onlyPadding && !verdicts.second.onlyPadding)
    return result;
  return ShapeFault{.code = Code::E0308,
                    .message = "a window of this pool holds no real element",
                    .parameter = "pad",
                    .label = "the padding is as large as a window",
                    .windows = verdicts};
}

int64_t windowSummands(const Arguments &arguments, const Shape &) {
  const List &kernel = arguments.list("kernel");
  return kernel[0] * kernel[1];
}

TapRun outputsReading(const geometry::Window &window, int64_t tap, int64_t input, int64_t outputs) {
  TapRun run;
  run.first = tap * window.dilation - window.before;
  while (run.begin < outputs && run.first + run.begin * window.stride < 0)
    ++run.begin;
  run.end = outputs;
  while (run.end > run.begin && run.first + (run.end - 1) * window.stride >= input)
    --run.end;
  return run;
}

Shape provenShape(const ShapeResult &result) {
  assert(std::holds_alternative<Shape>(result) && "the check has proven the shape");
  return std::get<Shape>(result);
}

} // namespace evenstride::layers
