// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Convolutions: filters in TOSA's order of axes, groups as slices of channels.
#include "interchange/tosa/Layers.h"

#include <fmt/format.h>

#include <algorithm>

namespace evenstride::interchange::tosa {

/// TOSA's order is {top, bottom, left, right}.
static std::string padText(const List &pad) { return arrayText({pad[0], pad[2], pad[1], pad[3]}); }

static std::string windowText(const Layer &layer) {
  return fmt::format("pad = {}, stride = {}, dilation = {}", padText(layer.arguments.list("pad")),
                     arrayText(layer.arguments.list("stride")), arrayText(layer.arguments.list("dilation")));
}

/// The numbers of a tensor of four axes with its axes in another order.
static std::vector<float> permuted(std::span<const float> values, const List &extents, const List &order) {
  List strides = {extents[1] * extents[2] * extents[3], extents[2] * extents[3], extents[3], 1};
  std::vector<float> result;
  result.reserve(values.size());
  auto extent = [&](size_t axis) { return extents[size_t(order[axis])]; };
  auto stride = [&](size_t axis) { return strides[size_t(order[axis])]; };
  for (int64_t a = 0; a < extent(0); ++a)
    for (int64_t b = 0; b < extent(1); ++b)
      for (int64_t c = 0; c < extent(2); ++c)
        for (int64_t d = 0; d < extent(3); ++d)
          result.push_back(values[size_t(a * stride(0) + b * stride(1) + c * stride(2) + d * stride(3))]);
  return result;
}

/// Numbers [first, first + count) of the bias; zeros where there is none.
static Tensor biasOf(Layer &layer, int64_t first, int64_t count) {
  std::vector<float> values(static_cast<size_t>(count), 0);
  if (layer.arguments.boolean("bias"))
    std::ranges::copy(layer.weight("bias").subspan(size_t(first), size_t(count)), values.begin());
  return layer.function.constant({count}, values);
}

static Tensor channelsOf(Layer &layer, int64_t first, int64_t count) {
  const Tensor &x = layer.operand();
  if (count == x.channels())
    return x;
  return layer.function.slice(x, {0, 0, 0, first}, {1, x.rows(), x.columns(), count});
}

static Tensor depthwise(Layer &layer) {
  const List &kernel = layer.arguments.list("kernel");
  int64_t channels = layer.operand().channels(), filters = layer.resultShape[3] / channels;
  List from = {channels, filters, kernel[0], kernel[1]}, shape = {kernel[0], kernel[1], channels, filters};
  Tensor weight = layer.function.constant(shape, permuted(layer.weight("weight"), from, {2, 3, 0, 1}));
  Tensor bias = biasOf(layer, 0, layer.resultShape[3]);
  return layer.function.add("depthwise_conv2d", {layer.operand(), weight, bias}, windowText(layer), layer.resultShape);
}

Tensor writeDepthwiseConv(Layer &layer) { return depthwise(layer); }

Tensor writeConv(Layer &layer) {
  int64_t groups = layer.arguments.integer("groups");
  if (groups > 1 && groups == layer.operand().channels())
    return depthwise(layer);
  const List &kernel = layer.arguments.list("kernel");
  int64_t in = layer.operand().channels() / groups, out = layer.resultShape[3] / groups;
  size_t each = size_t(in * out * kernel[0] * kernel[1]);
  List shape = layer.resultShape;
  shape[3] = out;
  std::vector<Tensor> parts;
  for (int64_t group = 0; group < groups; ++group) {
    auto filters = layer.weight("weight").subspan(size_t(group) * each, each);
    Tensor weight = layer.function.constant({out, kernel[0], kernel[1], in},
                                            permuted(filters, {out, in, kernel[0], kernel[1]}, {0, 2, 3, 1}));
    parts.push_back(layer.function.add("conv2d",
                                       {channelsOf(layer, group * in, in), weight, biasOf(layer, group * out, out)},
                                       windowText(layer), shape));
  }
  return groups == 1 ? parts[0] : layer.function.concat(parts);
}

/// Filters [O, H, W, I] of a dilated window as those of a dense one, with zeros between the taps.
static std::vector<float> spread(const std::vector<float> &filters, const List &shape, const List &to) {
  std::vector<float> result(size_t(to[0] * to[1] * to[2] * to[3]), 0);
  int64_t rowStep = shape[1] > 1 ? (to[1] - 1) / (shape[1] - 1) : 1;
  int64_t columnStep = shape[2] > 1 ? (to[2] - 1) / (shape[2] - 1) : 1;
  for (int64_t o = 0; o < shape[0]; ++o)
    for (int64_t y = 0; y < shape[1]; ++y)
      for (int64_t x = 0; x < shape[2]; ++x)
        std::copy_n(filters.begin() + ((o * shape[1] + y) * shape[2] + x) * shape[3], shape[3],
                    result.begin() + ((o * to[1] + y * rowStep) * to[2] + x * columnStep) * to[3]);
  return result;
}

/// The whole reach of the windows, with what `output_pad` adds; `pad` is cut off it.
Tensor writeDeconv(Layer &layer) {
  const layers::Arguments &arguments = layer.arguments;
  const List &kernel = arguments.list("kernel"), &stride = arguments.list("stride"), &pad = arguments.list("pad");
  const List &dilation = arguments.list("dilation"), &output = arguments.list("output_pad");
  const Tensor &x = layer.operand();
  int64_t groups = arguments.integer("groups"), in = x.channels() / groups, out = layer.resultShape[3] / groups;
  List shape = {out, kernel[0], kernel[1], in};
  List dense = {out, (kernel[0] - 1) * dilation[0] + 1, (kernel[1] - 1) * dilation[1] + 1, in};
  List reach = {1, (x.rows() - 1) * stride[0] + dense[1] + output[0],
                (x.columns() - 1) * stride[1] + dense[2] + output[1], out};
  std::string attributes = fmt::format("out_pad = {}, stride = {}, out_shape = {}",
                                       arrayText({0, output[0], 0, output[1]}), arrayText(stride), arrayText(reach));
  size_t each = size_t(in * out * kernel[0] * kernel[1]);
  std::vector<Tensor> parts;
  for (int64_t group = 0; group < groups; ++group) {
    auto filters = layer.weight("weight").subspan(size_t(group) * each, each);
    std::vector<float> ordered = permuted(filters, {in, out, kernel[0], kernel[1]}, {1, 2, 3, 0});
    Tensor weight = layer.function.constant(dense, spread(ordered, shape, dense));
    parts.push_back(layer.function.add("transpose_conv2d",
                                       {channelsOf(layer, group * in, in), weight, biasOf(layer, group * out, out)},
                                       attributes, reach));
  }
  Tensor whole = groups == 1 ? parts[0] : layer.function.concat(parts);
  if (whole.shape == layer.resultShape)
    return whole;
  return layer.function.slice(whole, {0, pad[0], pad[1], 0}, layer.resultShape);
}

} // namespace evenstride::interchange::tosa
