// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Transposed convolution: input element i of an axis adds to outputs i * stride + tap * dilation - before. It gives the
// size that a convolution of the same window came from, which `output_pad` enlarges at the end, and only it.
#include "layers/Kinds.h"
#include "layers/Windows.h"

#include <algorithm>

namespace evenstride::layers {

static ShapeFault divisionFault(int64_t count, const char *what, int64_t groups) {
  return {.code = diagnostics::Code::E0307,
          .message = std::to_string(count) + what + " do not divide into " + std::to_string(groups) + " groups",
          .parameter = "groups",
          .label = std::to_string(count) + " / " + std::to_string(groups) + " is not an integer",
          .side = FaultSide::Channels};
}

static ShapeFault windowFault(const char *parameter, const char *label) {
  return {.code = diagnostics::Code::E0303,
          .message = "this window of a deconv means nothing",
          .parameter = parameter,
          .label = label};
}

/// What is wrong with the numbers of the window along an axis, whatever the input is.
static std::optional<ShapeFault> judgeWindow(const geometry::Window &window, int64_t outputPad) {
  if (window.kernel < 1)
    return windowFault("kernel", "has to be at least 1");
  if (window.stride < 1)
    return windowFault("stride", "has to be at least 1");
  if (window.dilation < 1)
    return windowFault("dilation", "has to be at least 1");
  if (window.before < 0 || window.after < 0)
    return windowFault("pad", "has to be at least 0");
  if (outputPad < 0)
    return windowFault("output_pad", "has to be at least 0");
  return std::nullopt;
}

/// "(14 - 1) * 2 + 3 - 1 - 1 + 0 = 27 rows"
static std::string equation(const geometry::Window &window, int64_t input, int64_t outputPad) {
  auto text = [](int64_t number) { return std::to_string(number); };
  return "(" + text(input) + " - 1) * " + text(window.stride) + " + " +
         text((window.kernel - 1) * window.dilation + 1) + " - " + text(window.before) + " - " + text(window.after) +
         " + " + text(outputPad);
}

static std::variant<int64_t, ShapeFault> outputOf(const geometry::Window &window, int64_t input, int64_t outputPad) {
  if (std::optional<ShapeFault> fault = judgeWindow(window, outputPad))
    return *fault;
  int64_t output = geometry::transposedOutput(window, input, outputPad);
  if (output >= 1)
    return output;
  return ShapeFault{.code = diagnostics::Code::E0342,
                    .message = "this deconv leaves nothing",
                    .parameter = "pad",
                    .label = equation(window, input, outputPad) + " is less than 1"};
}

static ShapeResult shape(const Arguments &arguments, std::span<const Shape> operands) {
  int64_t filters = arguments.integer("filters"), groups = arguments.integer("groups");
  const Shape &input = operands[0];
  if (input.channels % groups != 0)
    return divisionFault(input.channels, " channels", groups);
  if (filters % groups != 0)
    return divisionFault(filters, " filters", groups);
  auto [vertical, horizontal] = windowsOf(arguments);
  const auto &outputPad = arguments.list("output_pad");
  auto rows = outputOf(vertical, input.height, outputPad[0]);
  auto columns = outputOf(horizontal, input.width, outputPad[1]);
  for (const auto &result : {rows, columns})
    if (const auto *fault = std::get_if<ShapeFault>(&result))
      return *fault;
  return Shape{filters, std::get<int64_t>(rows), std::get<int64_t>(columns)};
}

static std::vector<WeightSpec> weights(const Arguments &arguments, std::span<const Shape> operands) {
  int64_t filters = arguments.integer("filters"), groups = arguments.integer("groups");
  int64_t channels = operands[0].channels;
  const auto &kernel = arguments.list("kernel"), &stride = arguments.list("stride");
  // Of the taps of a filter, one in stride * stride meets an output.
  int64_t meeting = std::max<int64_t>(1, tapsOf(channels / groups, kernel) / std::max<int64_t>(1, tapsOf(1, stride)));
  std::vector<WeightSpec> specs = {
      {.suffix = "weight", .shape = {channels, filters / groups, kernel[0], kernel[1]}, .fanIn = meeting}};
  if (arguments.boolean("bias"))
    specs.push_back({.suffix = "bias", .shape = {filters}});
  return specs;
}

static int64_t macs(const Arguments &arguments, std::span<const Shape> operands, const Shape &) {
  const auto &kernel = arguments.list("kernel");
  return operands[0].elements() * (arguments.integer("filters") / arguments.integer("groups")) * kernel[0] * kernel[1];
}

namespace {

/// Adds what the inputs of one channel give to one channel of the result.
struct Spreading {
  const Arguments &arguments;
  const Tensor &input;
  Tensor &result;

  void add(int64_t inputChannel, int64_t outputChannel, const double *filter) const {
    auto [vertical, horizontal] = windowsOf(arguments);
    auto reads = [](int64_t at, int64_t extent) { return at >= 0 && at < extent; };
    for (int64_t iy = 0; iy < input.shape.height; ++iy)
      for (int64_t ix = 0; ix < input.shape.width; ++ix)
        for (int64_t tap = 0; tap < vertical.kernel * horizontal.kernel; ++tap) {
          int64_t y = iy * vertical.stride + tap / horizontal.kernel * vertical.dilation - vertical.before;
          int64_t x = ix * horizontal.stride + tap % horizontal.kernel * horizontal.dilation - horizontal.before;
          if (reads(y, result.shape.height) && reads(x, result.shape.width))
            result.at(outputChannel, y, x) += filter[tap] * input.at(inputChannel, iy, ix);
        }
  }
};

} // namespace

static Tensor reference(const Arguments &arguments, std::span<const Tensor *const> operands,
                        const ReferenceWeights &given) {
  const Tensor &input = *operands[0];
  Tensor result(provenShape(shape(arguments, std::array{input.shape})));
  int64_t plane = result.shape.height * result.shape.width;
  if (arguments.boolean("bias"))
    for (int64_t o = 0; o < result.shape.channels; ++o)
      std::fill_n(&result.at(o, 0, 0), plane, given.find("bias")->second[size_t(o)]);
  const double *filter = given.find("weight")->second.data(); // read in its own order
  const auto &kernel = arguments.list("kernel");
  int64_t groups = arguments.integer("groups");
  int64_t inPerGroup = input.shape.channels / groups, outPerGroup = result.shape.channels / groups;
  Spreading spreading{arguments, input, result};
  for (int64_t i = 0; i < input.shape.channels; ++i)
    for (int64_t o = 0; o < outPerGroup; ++o, filter += kernel[0] * kernel[1])
      spreading.add(i, i / inPerGroup * outPerGroup + o, filter);
  return result;
}

static geometry::Reads reads(const Arguments &arguments, Axis axis) {
  return {geometry::Reads::Rule::Transpose, windowReads(arguments, axis).window};
}

const LayerKind &layerDeconv() {
  static const LayerKind kind{
      .keyword = "deconv",
      .summary = "transposed convolution: gives the size that a convolution of this window came from",
      .parameters = {{.name = "filters",
                      .type = ParameterType::Integer,
                      .positional = true,
                      .description = "output channels",
                      .atLeast = 1},
                     kernelParameter(),
                     {.name = "stride",
                      .type = ParameterType::Pair,
                      .byDefault = std::vector<int64_t>{1, 1},
                      .description = "outputs from one input to the next: `n` or `(vertical, horizontal)`"},
                     {.name = "pad",
                      .type = ParameterType::Padding,
                      .byDefault = std::vector<int64_t>{0, 0, 0, 0},
                      .description = "cut off the output, as the convolution that this undoes would pad: `n`, "
                                     "`(vertical, horizontal)` or `(top, left, bottom, right)`"},
                     {.name = "output_pad",
                      .type = ParameterType::Pair,
                      .byDefault = std::vector<int64_t>{0, 0},
                      .description = "rows and columns added at the end: `n` or `(vertical, horizontal)`"},
                     dilationParameter(),
                     {.name = "groups",
                      .type = ParameterType::Integer,
                      .byDefault = int64_t(1),
                      .description = "equal parts of the channels that do not see each other",
                      .atLeast = 1},
                     biasParameter()},
      .shape = shape,
      .weights = weights,
      .macs = macs,
      .reference = reference,
      .reads = reads};
  return kind;
}

} // namespace evenstride::layers
