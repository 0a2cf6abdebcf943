// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Conv and ConvTranspose.
#include "interchange/onnx/Operators.h"
#include "interchange/onnx/WindowAttributes.h"

#include <fmt/format.h>

#include <algorithm>

namespace evenstride::interchange::onnx {

using List = std::vector<int64_t>;

/// The filters of a convolution over rows and columns.
static const Constant &filtersOf(const Node &node) {
  const Constant &weight = node.floats(1);
  if (weight.shape.size() != 4)
    throw Refusal{
        fmt::format("it is a convolution of {} axes; those of 2 are built", int64_t(weight.shape.size()) - 2)};
  List kernel = {weight.shape[2], weight.shape[3]};
  if (auto written = node.integers("kernel_shape"); written && *written != kernel)
    throw Refusal{"its `kernel_shape` is not that of its weights"};
  return weight;
}

/// Weights and, where there is one, the bias.
static std::vector<DraftWeight> weightsOf(const Node &node) {
  const Constant &weight = node.floats(1);
  std::vector<DraftWeight> weights = {{"weight", weight.shape, weight.floats}};
  if (node.has(2))
    weights.push_back({"bias", node.floats(2).shape, node.floats(2).floats});
  return weights;
}

void importConv(Node &node) {
  const Constant &weight = filtersOf(node);
  WindowAttributes window = windowAttributes(node, {weight.shape[2], weight.shape[3]});
  DraftValue input = node.image(0);
  int64_t channels = node.shapeOf(input).channels, filters = weight.shape[0], groups = node.integer("group", 1);
  if (groups < 1 || channels % groups != 0 || filters % groups != 0)
    throw Refusal{fmt::format("{} channels and {} filters do not divide into {} groups", channels, filters, groups)};
  if (weight.shape[1] != channels / groups)
    throw Refusal{fmt::format("its weights are for {} channels, and {} come in", weight.shape[1] * groups, channels)};
  bool isDepthwise = groups == channels && groups > 1;
  LayerRequest request{.keyword = isDepthwise ? "depthwise_conv" : "conv",
                       .operands = {input},
                       .arguments = argumentsOf(window, padsOf(node, window, node.shapeOf(input))),
                       .label = node.label(1),
                       .weights = weightsOf(node),
                       .unit = node.title()};
  if (isDepthwise) {
    request.arguments["multiplier"] = filters / channels;
  } else {
    request.arguments["filters"] = filters;
    request.arguments["groups"] = groups;
  }
  request.arguments["bias"] = node.has(2);
  node.setImage(node.builder().addWindow(std::move(request), Rounding::Down));
}

/// Where the file says the size of the output, the padding follows from it.
static List padsForOutput(const Node &node, const WindowAttributes &window, const TransposedSizes &sizes) {
  List pads(4);
  for (size_t axis = 0; axis < 2; ++axis) {
    int64_t total = window.stride[axis] * (sizes.input[axis] - 1) + sizes.outputPad[axis] +
                    (window.kernel[axis] - 1) * window.dilation[axis] + 1 - sizes.output[axis];
    if (total < 0)
      throw Refusal{"its `output_shape` is larger than what its windows reach"};
    int64_t smaller = total / 2;
    bool endIsLarger = node.word("auto_pad", "NOTSET") == "SAME_UPPER";
    pads[axis] = endIsLarger ? smaller : total - smaller;
    pads[axis + 2] = total - pads[axis];
  }
  return pads;
}

static List transposedPads(const Node &node, const WindowAttributes &window, TransposedSizes &sizes) {
  std::string automatic = node.word("auto_pad", "NOTSET");
  if (auto written = node.integers("output_shape")) {
    if (written->size() < 2 ||
        std::ranges::any_of(*written, [](int64_t size) { return size < 1 || size > geometry::maxExtent; }))
      throw Refusal{"its `output_shape` makes no sense"};
    sizes.output = {(*written)[written->size() - 2], (*written)[written->size() - 1]};
    return padsForOutput(node, window, sizes);
  }
  if (automatic == "SAME_UPPER" || automatic == "SAME_LOWER") {
    sizes.output = {sizes.input[0] * window.stride[0], sizes.input[1] * window.stride[1]};
    return padsForOutput(node, window, sizes);
  }
  return writtenPads(node);
}

void importConvTranspose(Node &node) {
  const Constant &weight = filtersOf(node);
  WindowAttributes window = windowAttributes(node, {weight.shape[2], weight.shape[3]});
  DraftValue input = node.image(0);
  const layers::Shape shape = node.shapeOf(input);
  TransposedSizes sizes{.input = {shape.height, shape.width}, .outputPad = pairOf(node, "output_padding", 0)};
  int64_t groups = node.integer("group", 1);
  if (groups < 1 || weight.shape[0] % groups != 0)
    throw Refusal{fmt::format("{} channels do not divide into {} groups", weight.shape[0], groups)};
  if (weight.shape[0] != shape.channels)
    throw Refusal{fmt::format("its weights are for {} channels, and {} come in", weight.shape[0], shape.channels)};
  LayerRequest request{.keyword = "deconv",
                       .operands = {input},
                       .arguments = argumentsOf(window, transposedPads(node, window, sizes)),
                       .label = node.label(1),
                       .weights = weightsOf(node),
                       .unit = node.title()};
  request.arguments["filters"] = weight.shape[1] * groups;
  request.arguments["groups"] = groups;
  request.arguments["output_pad"] = sizes.outputPad;
  request.arguments["bias"] = node.has(2);
  node.setImage(node.builder().add(std::move(request)));
}

} // namespace evenstride::interchange::onnx
