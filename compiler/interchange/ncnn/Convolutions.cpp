// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Convolutions, what undoes them, and dense layers.
#include "interchange/ncnn/Layer.h"

#include <fmt/format.h>

#include <algorithm>

namespace evenstride::interchange::ncnn {

using List = std::vector<int64_t>;

namespace {

/// What the parameters of convolutions have in common; pairs are vertical, horizontal.
struct Convolution {
  int64_t filters, groups, stored;
  List kernel, stride, dilation, pad; // as written
  bool hasBias;
};

} // namespace

static Convolution convolutionOf(const Layer &layer) {
  const LayerText &text = layer.parameters();
  auto pair = [&](int64_t id, int64_t otherwise) {
    int64_t horizontal = text.integer(id, otherwise);
    return List{text.integer(id + 10, horizontal), horizontal};
  };
  Convolution result{.filters = text.integer(0, 0),
                     .groups = layer.type().ends_with("DepthWise") ? text.integer(7, 1) : 1,
                     .stored = text.integer(6, 0),
                     .kernel = pair(1, 0),
                     .stride = pair(3, 1),
                     .dilation = pair(2, 1),
                     .pad = {},
                     .hasBias = text.integer(5, 0) != 0};
  int64_t left = text.integer(4, 0), right = text.integer(15, left), top = text.integer(14, left);
  result.pad = {top, left, text.integer(16, top), right};
  return result;
}

/// What the padding adds to an axis so that its size is divided by the stride, rounded up.
static int64_t samePadding(const Convolution &convolution, size_t axis, int64_t input) {
  int64_t reach = (convolution.kernel[axis] - 1) * convolution.dilation[axis] + 1, stride = convolution.stride[axis];
  if (stride < 1)
    throw Refusal{"its stride makes no sense"};
  return std::max<int64_t>(0, reach + (input - 1) / stride * stride - input);
}

constexpr int64_t sameUpper = -233, sameLower = -234;

/// Numbers, or one of two words for what they have to be.
static List padsOf(const Layer &layer, const Convolution &convolution, const layers::Shape &shape) {
  const List &pad = convolution.pad;
  bool isSame = (pad[0] == sameUpper || pad[0] == sameLower) &&
                std::ranges::all_of(pad, [&](int64_t side) { return side == pad[0]; });
  if (!isSame && std::ranges::any_of(pad, [](int64_t side) { return side < 0; }))
    throw Refusal{"its padding makes no sense", layer.parameters().spanOf(4)};
  if (!isSame)
    return pad;
  int64_t rows = samePadding(convolution, 0, shape.height), columns = samePadding(convolution, 1, shape.width);
  List smaller = {rows / 2, columns / 2}, larger = {rows - rows / 2, columns - columns / 2};
  if (pad[0] == sameUpper)
    return {smaller[0], smaller[1], larger[0], larger[1]};
  return {larger[0], larger[1], smaller[0], smaller[1]};
}

/// Channels that each filter sees. Throws where the numbers do not go together.
static int64_t channelsPerGroup(const Layer &layer, const Convolution &convolution, int64_t channels) {
  int64_t groups = convolution.groups;
  if (groups < 1 || channels % groups != 0 || convolution.filters % groups != 0)
    throw Refusal{
        fmt::format("{} channels and {} filters do not divide into {} groups", channels, convolution.filters, groups),
        layer.parameters().spanOf(7)};
  int64_t seen = channels / groups, wanted = 0;
  bool fits = !__builtin_mul_overflow(convolution.filters * seen, convolution.kernel[0], &wanted) &&
              !__builtin_mul_overflow(wanted, convolution.kernel[1], &wanted);
  if (!fits || wanted != convolution.stored)
    throw Refusal{fmt::format("it says that it has {} weights, and its input asks for {}", convolution.stored, wanted),
                  layer.parameters().spanOf(6)};
  return seen;
}

static void refuseQuantised(const Layer &layer) { layer.refuseUnless(8, 0, "it computes with whole numbers (int8)"); }

/// A padding of another value than 0 is a layer of its own.
static DraftValue padded(Layer &layer, DraftValue value, List &pad, double with) {
  if (with == 0 || pad == List{0, 0, 0, 0})
    return value;
  value = layer.add(
      {.keyword = "pad",
       .operands = {value},
       .arguments = {{"top", pad[0]}, {"left", pad[1]}, {"bottom", pad[2]}, {"right", pad[3]}, {"value", with}}});
  pad = {0, 0, 0, 0};
  return value;
}

static void addWeights(Layer &layer, List shape, bool hasBias) {
  int64_t filters = shape[0];
  layer.weight({.suffix = "weight", .shape = std::move(shape), .tag = Tag::Tagged});
  if (hasBias)
    layer.weight({.suffix = "bias", .shape = {filters}});
}

void importConvolution(Layer &layer) {
  refuseQuantised(layer);
  layer.refuseUnless(19, 0, "its weights are computed by another layer");
  Convolution convolution = convolutionOf(layer);
  double padValue = layer.parameters().number(18, 0);
  Layer::Activation activation = layer.fusedActivation();
  const Blob input = layer.blob(0);
  if (input.axes != 3 && convolution.kernel != List{1, 1})
    layer.image(); // says what is wrong
  DraftValue value = input.value;
  int64_t channels = layer.shapeOf(value).channels, seen = channelsPerGroup(layer, convolution, channels);
  List pad = padsOf(layer, convolution, layer.shapeOf(value));
  value = padded(layer, value, pad, padValue);
  LayerRequest request{.keyword = "conv",
                       .operands = {value},
                       .arguments = {{"kernel", convolution.kernel},
                                     {"stride", convolution.stride},
                                     {"dilation", convolution.dilation},
                                     {"pad", pad},
                                     {"bias", convolution.hasBias}},
                       .label = layer.label()};
  if (convolution.groups == channels && channels > 1) {
    request.keyword = "depthwise_conv";
    request.arguments["multiplier"] = convolution.filters / channels;
  } else {
    request.arguments["filters"] = convolution.filters;
    request.arguments["groups"] = convolution.groups;
  }
  value = layer.addWindow(std::move(request));
  addWeights(layer, {convolution.filters, seen, convolution.kernel[0], convolution.kernel[1]}, convolution.hasBias);
  layer.setLike(layer.activated(value, activation));
}

/// Rows that are cut off: numbers, or what is more than a wanted size.
static List cutsOf(const Layer &layer, const Convolution &convolution, const layers::Shape &whole) {
  const LayerText &text = layer.parameters();
  int64_t width = text.integer(20, 0), height = text.integer(21, width);
  const List &pad = convolution.pad;
  bool isPlain = std::ranges::all_of(pad, [](int64_t side) { return side >= 0; });
  if (isPlain && (std::ranges::any_of(pad, [](int64_t side) { return side > 0; }) || width == 0 || height == 0))
    return pad;
  int64_t rows = whole.height - height, columns = whole.width - width;
  bool isUpper = pad[0] == sameUpper, isKnown = isUpper || pad[0] == sameLower;
  if (!isKnown || width < 1 || height < 1 || rows < 0 || columns < 0)
    throw Refusal{"the size of its result makes no sense", text.spanOf(20)};
  List smaller = {rows / 2, columns / 2}, larger = {rows - rows / 2, columns - columns / 2};
  if (isUpper)
    return {smaller[0], smaller[1], larger[0], larger[1]};
  return {larger[0], larger[1], smaller[0], smaller[1]};
}

/// From filters, then channels, within each group, to channels, then filters.
static std::function<std::vector<float>(std::span<const float>)> channelsFirst(int64_t groups, int64_t filters,
                                                                               int64_t channels, int64_t taps) {
  return [=](std::span<const float> values) {
    std::vector<float> result(values.size());
    auto place = [&](int64_t group, int64_t outer, int64_t inner, int64_t inners, int64_t outers) {
      return ((group * outers + outer) * inners + inner) * taps;
    };
    for (int64_t group = 0; group < groups; ++group)
      for (int64_t filter = 0; filter < filters; ++filter)
        for (int64_t channel = 0; channel < channels; ++channel)
          std::copy_n(values.begin() + place(group, filter, channel, channels, filters), taps,
                      result.begin() + place(group, channel, filter, filters, channels));
    return result;
  };
}

/// The size before anything is cut off.
static layers::Shape wholeSize(const Convolution &convolution, const layers::Shape &shape, const List &outputPad) {
  auto along = [&](int64_t input, size_t axis) {
    return (input - 1) * convolution.stride[axis] + (convolution.kernel[axis] - 1) * convolution.dilation[axis] + 1 +
           outputPad[axis];
  };
  return {convolution.filters, along(shape.height, 0), along(shape.width, 1)};
}

void importDeconvolution(Layer &layer) {
  const LayerText &text = layer.parameters();
  layer.refuseUnless(28, 0, "its weights are computed by another layer");
  Convolution convolution = convolutionOf(layer);
  int64_t horizontal = text.integer(18, 0);
  List outputPad = {text.integer(19, horizontal), horizontal};
  Layer::Activation activation = layer.fusedActivation();
  DraftValue value = layer.image();
  const layers::Shape shape = layer.shapeOf(value);
  int64_t seen = channelsPerGroup(layer, convolution, shape.channels);
  int64_t filters = convolution.filters / convolution.groups, taps = convolution.kernel[0] * convolution.kernel[1];
  value = layer.add({.keyword = "deconv",
                     .operands = {value},
                     .arguments = {{"filters", convolution.filters},
                                   {"kernel", convolution.kernel},
                                   {"stride", convolution.stride},
                                   {"dilation", convolution.dilation},
                                   {"pad", cutsOf(layer, convolution, wholeSize(convolution, shape, outputPad))},
                                   {"output_pad", outputPad},
                                   {"groups", convolution.groups},
                                   {"bias", convolution.hasBias}},
                     .label = layer.label()});
  layer.weight({.suffix = "weight",
                .shape = {shape.channels, filters, convolution.kernel[0], convolution.kernel[1]},
                .tag = Tag::Tagged,
                .arrange = channelsFirst(convolution.groups, filters, seen, taps)});
  if (convolution.hasBias)
    layer.weight({.suffix = "bias", .shape = {convolution.filters}});
  layer.setImage(layer.activated(value, activation));
}

void importInnerProduct(Layer &layer) {
  const LayerText &text = layer.parameters();
  refuseQuantised(layer);
  int64_t outputs = text.integer(0, 0), stored = text.integer(2, 0);
  bool hasBias = text.integer(1, 0) != 0;
  Layer::Activation activation = layer.fusedActivation();
  DraftValue value = layer.row();
  int64_t channels = layer.shapeOf(value).channels, wanted = 0;
  if (__builtin_mul_overflow(outputs, channels, &wanted) || wanted != stored)
    throw Refusal{fmt::format("it says that it has {} weights, and its input asks for {}", stored, wanted),
                  text.spanOf(2)};
  value = layer.add({.keyword = "dense",
                     .operands = {value},
                     .arguments = {{"outputs", outputs}, {"bias", hasBias}},
                     .label = layer.label()});
  addWeights(layer, {outputs, channels}, hasBias);
  layer.setRow(layer.activated(value, activation));
}

} // namespace evenstride::interchange::ncnn
