// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Convolutions, transposed and separable ones, and products with matrices.
#include "interchange/nnef/Operations.h"
#include "interchange/nnef/Windows.h"

#include "geometry/Division.h"

#include <fmt/format.h>

namespace evenstride::interchange::nnef {

using List = std::vector<int64_t>;

static Constant filterOf(const Call &call, std::string_view name, size_t rank) {
  Constant filter = call.constant(name);
  if (filter.shape.size() != rank)
    call.refuse(name, fmt::format("its `{}` has {} axes, and {} are built", name, filter.shape.size(), rank));
  return filter;
}

/// The bias: a 0 is none, another number is one for all, and a row has one for each filter.
static std::vector<DraftWeight> biasOf(Call &call, int64_t filters) {
  if (!call.has("bias"))
    return {};
  Constant bias = call.constant("bias");
  bool isRow = bias.shape == List{1, filters} || bias.shape == List{filters};
  if (isRow)
    return {{"bias", {filters}, bias.values}};
  std::vector<float> one = call.numbersOf(bias);
  if (one.size() != 1)
    call.refuse("bias", fmt::format("its `bias` has the shape {}, and {} filters", shapeText(bias.shape), filters));
  if (one[0] == 0 && bias.shape.empty())
    return {};
  std::vector<float> &memory = call.computed(size_t(filters));
  memory.assign(memory.size(), one[0]);
  return {{"bias", {filters}, memory}};
}

static int64_t groupsOf(const Call &call, int64_t channels) {
  int64_t groups = call.readOr(int64_t(1), [&] {
    int64_t written = call.integer("groups", 1);
    if (written < 0 || written > geometry::maxExtent)
      call.refuse("groups", fmt::format("its `groups` cannot be {}", written));
    return written;
  });
  return groups == 0 ? channels : groups;
}

namespace {

/// A convolution that is about to be added.
struct Convolution {
  std::string_view filterName;
  Constant filter;
  int64_t groups;
  Windows windows;
  bool hasBias;
};

} // namespace

static DraftValue addConvolution(Call &call, DraftValue input, const Convolution &made) {
  call.stopAtFaults();
  int64_t channels = call.shapeOf(input).channels, filters = made.filter.shape[0], groups = made.groups;
  if (channels % groups != 0 || filters % groups != 0)
    call.refuse("groups",
                fmt::format("{} channels and {} filters do not divide into {} groups", channels, filters, groups));
  if (made.filter.shape[1] != channels / groups)
    call.refuse(made.filterName, fmt::format("its `{}` is for {} channels, and {} come in", made.filterName,
                                             made.filter.shape[1] * groups, channels));
  bool isDepthwise = groups == channels && channels > 1;
  LayerRequest request = call.request(isDepthwise ? "depthwise_conv" : "conv", {input});
  request.arguments = made.windows.arguments();
  if (isDepthwise) {
    request.arguments["multiplier"] = filters / channels;
  } else {
    request.arguments["filters"] = filters;
    request.arguments["groups"] = groups;
  }
  request.label = call.label(made.filterName);
  request.weights = {{"weight", made.filter.shape, made.filter.values}};
  if (made.hasBias)
    for (DraftWeight &bias : biasOf(call, filters))
      request.weights.push_back(std::move(bias));
  request.arguments["bias"] = request.weights.size() > 1;
  return call.builder().addWindow(std::move(request), Rounding::Down);
}

void importConv(Call &call) {
  Constant filter = filterOf(call, "filter", 4);
  DraftValue input = call.image("input");
  const layers::Shape shape = call.shapeOf(input);
  Windows windows = windowsOf(call, {filter.shape[2], filter.shape[3]}, shape, Axes::Pixels);
  borderOf(call, windows); // zeros add nothing, so that both kinds are the same
  call.setImage(addConvolution(call, input, {"filter", filter, groupsOf(call, shape.channels), windows, true}));
}

void importSeparableConv(Call &call) {
  Constant plane = filterOf(call, "plane_filter", 4), point = filterOf(call, "point_filter", 4);
  DraftValue input = call.image("input");
  const layers::Shape shape = call.shapeOf(input);
  Windows windows = windowsOf(call, {plane.shape[2], plane.shape[3]}, shape, Axes::Pixels);
  borderOf(call, windows);
  if (point.shape[2] != 1 || point.shape[3] != 1)
    call.refuse("point_filter", "its `point_filter` has windows of more than one pixel");
  DraftValue filtered = addConvolution(call, input, {"plane_filter", plane, shape.channels, windows, false});
  Windows pixel{{1, 1}, {1, 1}, {1, 1}, {0, 0, 0, 0}};
  int64_t groups = groupsOf(call, call.shapeOf(filtered).channels);
  call.setImage(addConvolution(call, filtered, {"point_filter", point, groups, pixel, true}));
}

/// The output of a transposed convolution, as it is written or as large as the stride makes it.
static layers::Shape outputOf(const Call &call, const layers::Shape &input, const List &stride) {
  List written = call.integers("output_shape");
  if (written.empty())
    return {0, input.height * stride[0], input.width * stride[1]};
  if (written.size() != 4)
    call.refuse("output_shape", fmt::format("its `output_shape` has {} numbers and not 4", written.size()));
  for (int64_t extent : written)
    if (extent < 1 || extent > geometry::maxExtent)
      call.refuse("output_shape", fmt::format("its `output_shape` cannot have a {}", extent));
  return {written[1], written[2], written[3]};
}

void importDeconv(Call &call) {
  Constant filter = filterOf(call, "filter", 4);
  DraftValue input = call.image("input");
  const layers::Shape shape = call.shapeOf(input);
  layers::Shape output = outputOf(call, shape, pairOf(call, "stride", Axes::Pixels));
  Windows windows = windowsOf(call, {filter.shape[2], filter.shape[3]}, output, Axes::Pixels);
  borderOf(call, windows);
  int64_t groups = groupsOf(call, shape.channels), filters = filter.shape[1] * groups;
  call.stopAtFaults();
  if (filter.shape[0] != shape.channels)
    call.refuse("filter",
                fmt::format("its `filter` is for {} channels, and {} come in", filter.shape[0], shape.channels));
  bool sizeIsSaid = call.pairs("padding").empty() || !call.integers("output_shape").empty();
  List outputPad = {0, 0};
  for (size_t axis = 0; axis < 2 && sizeIsSaid; ++axis) {
    int64_t extent = axis == 0 ? shape.height : shape.width, wanted = axis == 0 ? output.height : output.width;
    int64_t given = (extent - 1) * windows.stride[axis] + (windows.kernel[axis] - 1) * windows.dilation[axis] + 1 -
                    windows.pads[axis] - windows.pads[axis + 2];
    if (wanted < given || wanted >= given + windows.stride[axis])
      call.refuse("output_shape", fmt::format("its windows give {} and not {} along an axis", given, wanted));
    outputPad[axis] = wanted - given;
  }
  LayerRequest request = call.request("deconv", {input});
  request.arguments = windows.arguments();
  request.arguments["filters"] = filters;
  request.arguments["groups"] = groups;
  request.arguments["output_pad"] = outputPad;
  request.label = call.label("filter");
  request.weights = {{"weight", filter.shape, filter.values}};
  for (DraftWeight &bias : biasOf(call, filters))
    request.weights.push_back(std::move(bias));
  request.arguments["bias"] = request.weights.size() > 1;
  call.setImage(call.builder().add(std::move(request)));
}

static void addDense(Call &call, const char *input, DraftWeight weight) {
  const View &view = call.view(input);
  if (view.axes.size() != 2)
    call.refuse(input, fmt::format("its `{}` has {} axes; a row [N, F] is built", input, view.axes.size()));
  DraftValue row = rowOf(view, call.builder());
  int64_t outputs = weight.shape[0], inputs = call.shapeOf(row).elements();
  if (weight.shape[1] != inputs)
    throw Refusal{fmt::format("its weights are for {} numbers, and {} come in", weight.shape[1], inputs)};
  LayerRequest request = call.request("dense", {row});
  request.label = call.label(call.has("filter") ? "filter" : "B");
  request.weights = {std::move(weight)};
  for (DraftWeight &bias : biasOf(call, outputs))
    request.weights.push_back(std::move(bias));
  request.arguments = {{"outputs", outputs}, {"bias", request.weights.size() > 1}};
  call.setLike(view, call.builder().add(std::move(request)));
}

void importLinear(Call &call) {
  Constant filter = filterOf(call, "filter", 2);
  addDense(call, "input", {"weight", filter.shape, filter.values});
}

void importMatmul(Call &call) {
  Constant matrix = filterOf(call, "B", 2);
  if (call.truth("transposeA", false))
    call.refuse("transposeA", "it transposes its computed operand");
  if (call.truth("transposeB", false))
    return addDense(call, "A", {"weight", matrix.shape, matrix.values});
  size_t inputs = size_t(matrix.shape[0]), outputs = size_t(matrix.shape[1]);
  std::vector<float> numbers = call.numbersOf(matrix), &memory = call.computed(inputs * outputs);
  for (size_t o = 0; o < outputs; ++o)
    for (size_t i = 0; i < inputs; ++i)
      memory[o * inputs + i] = numbers[i * outputs + o];
  addDense(call, "A", {"weight", {matrix.shape[1], matrix.shape[0]}, memory});
}

} // namespace evenstride::interchange::nnef
