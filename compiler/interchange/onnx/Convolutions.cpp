// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Conv and ConvTranspose.
#include "interchange/onnx/Operators.h"
#include "interchange/onnx/WindowAttributes.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace evenstride::interchange::onnx {

using List = std::vector<int64_t>;

/// The shape of the filters of a convolution over rows and columns, or over lines: their last two are the kernel.
static List filtersOf(const Node &node) {
  const List &shape = node.floats(1).shape;
  size_t axes = node.isLine() ? 1 : 2;
  if (shape.size() != axes + 2)
    throw Refusal{fmt::format("its weights {} are not those of a convolution over {} axes of {}", shapeText(shape),
                              axes, shapeText(node.view(0).shape()))};
  List kernel(shape.begin() + 2, shape.end()), filters = {shape[0], shape[1]};
  if (auto written = node.integers("kernel_shape"); written && *written != kernel)
    throw Refusal{"its `kernel_shape` is not that of its weights"};
  for (int64_t extent : overPlane(node, kernel, 1))
    filters.push_back(extent);
  return filters;
}

/// Weights and, where there is one, the bias.
static std::vector<DraftWeight> weightsOf(const Node &node, const List &filters) {
  std::vector<DraftWeight> weights = {{"weight", filters, node.floats(1).floats}};
  if (node.has(2))
    weights.push_back({"bias", node.floats(2).shape, node.floats(2).floats});
  return weights;
}

void importConv(Node &node) {
  const List shape = filtersOf(node);
  WindowAttributes window = windowAttributes(node, {shape[2], shape[3]});
  DraftValue input = node.image(0);
  int64_t channels = node.shapeOf(input).channels, filters = shape[0], groups = node.integer("group", 1);
  if (groups < 1 || channels % groups != 0 || filters % groups != 0)
    throw Refusal{fmt::format("{} channels and {} filters do not divide into {} groups", channels, filters, groups)};
  if (shape[1] != channels / groups)
    throw Refusal{fmt::format("its weights are for {} channels, and {} come in", shape[1] * groups, channels)};
  bool isDepthwise = groups == channels && groups > 1;
  LayerRequest request{.keyword = isDepthwise ? "depthwise_conv" : "conv",
                       .operands = {input},
                       .arguments = argumentsOf(window, padsOf(node, window, node.shapeOf(input))),
                       .label = node.label(1),
                       .weights = weightsOf(node, shape),
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

/// Where the file says the size of the output, the padding follows from it; what is beyond the windows is more of the
/// padding of the output.
static List padsForOutput(const Node &node, const WindowAttributes &window, TransposedSizes &sizes) {
  List pads(4);
  for (size_t axis = 0; axis < 2; ++axis) {
    int64_t total = window.stride[axis] * (sizes.input[axis] - 1) + sizes.outputPad[axis] +
                    (window.kernel[axis] - 1) * window.dilation[axis] + 1 - sizes.output[axis];
    if (total < 0)
      sizes.outputPad[axis] -= std::exchange(total, 0);
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
    size_t axes = node.view(0).axes.size() - 2;
    if (written->size() < axes ||
        std::ranges::any_of(*written, [](int64_t size) { return size < 1 || size > geometry::maxExtent; }))
      throw Refusal{"its `output_shape` makes no sense"};
    sizes.output = overPlane(node, List(written->end() - int64_t(axes), written->end()), 1);
    return padsForOutput(node, window, sizes);
  }
  if (automatic == "SAME_UPPER" || automatic == "SAME_LOWER") {
    sizes.output = {sizes.input[0] * window.stride[0], sizes.input[1] * window.stride[1]};
    return padsForOutput(node, window, sizes);
  }
  return writtenPads(node);
}

void importConvTranspose(Node &node) {
  const List filters = filtersOf(node);
  WindowAttributes window = windowAttributes(node, {filters[2], filters[3]});
  DraftValue input = node.image(0);
  const layers::Shape shape = node.shapeOf(input);
  TransposedSizes sizes{.input = {shape.height, shape.width}, .outputPad = pairOf(node, "output_padding", 0)};
  int64_t groups = node.integer("group", 1);
  if (groups < 1 || filters[0] % groups != 0)
    throw Refusal{fmt::format("{} channels do not divide into {} groups", filters[0], groups)};
  if (filters[0] != shape.channels)
    throw Refusal{fmt::format("its weights are for {} channels, and {} come in", filters[0], shape.channels)};
  LayerRequest request{.keyword = "deconv",
                       .operands = {input},
                       .arguments = argumentsOf(window, transposedPads(node, window, sizes)),
                       .label = node.label(1),
                       .weights = weightsOf(node, filters),
                       .unit = node.title()};
  request.arguments["filters"] = filters[1] * groups;
  request.arguments["groups"] = groups;
  request.arguments["output_pad"] = sizes.outputPad;
  request.arguments["bias"] = node.has(2);
  node.setImage(node.builder().add(std::move(request)));
}

} // namespace evenstride::interchange::onnx
