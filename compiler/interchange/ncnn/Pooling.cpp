// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pools over windows and over whole images, and what makes images larger.
#include "interchange/ncnn/Layer.h"

#include <fmt/format.h>

#include <algorithm>

namespace evenstride::interchange::ncnn {

using List = std::vector<int64_t>;

namespace {

enum PadMode : int64_t { Full, Valid, SameUpper, SameLower };

/// Pairs are vertical, horizontal; the padding is that of the parameters.
struct Pool {
  bool isMean;
  List kernel, stride, pad;
  int64_t mode;
  bool countsPadding;
};

} // namespace

static Pool poolOf(const LayerText &text) {
  auto pair = [&](int64_t id, int64_t otherwise) {
    int64_t horizontal = text.integer(id, otherwise);
    return List{text.integer(id + 10, horizontal), horizontal};
  };
  Pool pool{.isMean = text.integer(0, 0) == 1,
            .kernel = pair(1, 0),
            .stride = pair(2, 1),
            .pad = {},
            .mode = text.integer(5, 0),
            .countsPadding = text.integer(6, 0) != 0};
  int64_t left = text.integer(3, 0), right = text.integer(14, left), top = text.integer(13, left);
  pool.pad = {top, left, text.integer(15, top), right};
  if (std::ranges::any_of(pool.stride, [](int64_t stride) { return stride < 1; }))
    throw Refusal{"its stride makes no sense", text.spanOf(2)};
  if (pool.mode < Full || pool.mode > SameLower)
    throw Refusal{fmt::format("there is no padding of the kind {}", pool.mode), text.spanOf(5)};
  if (pool.mode <= Valid && std::ranges::any_of(pool.pad, [](int64_t side) { return side < 0; }))
    throw Refusal{"its padding makes no sense", text.spanOf(3)};
  return pool;
}

/// Lines behind the padding that a last window reaches where the stride does not divide. ncnn drops none of them.
static int64_t overhang(const Pool &pool, size_t axis, int64_t input) {
  int64_t rest = (input + pool.pad[axis] + pool.pad[axis + 2] - pool.kernel[axis]) % pool.stride[axis];
  return rest == 0 ? 0 : pool.stride[axis] - rest;
}

static int64_t samePadding(const Pool &pool, size_t axis, int64_t input) {
  return std::max<int64_t>(0, pool.kernel[axis] + (input - 1) / pool.stride[axis] * pool.stride[axis] - input);
}

/// The padding with all that its kind adds to it.
static List padsOf(const Layer &layer, const Pool &pool, const layers::Shape &shape) {
  if (pool.mode == Valid)
    return pool.pad;
  if (pool.mode == Full) {
    for (size_t axis = 0; axis < 2; ++axis)
      if ((axis == 0 ? shape.height : shape.width) + pool.pad[axis] + pool.pad[axis + 2] < pool.kernel[axis])
        throw Refusal{"a window is larger than its input with its padding", layer.parameters().spanOf(1)};
    return {pool.pad[0], pool.pad[1], pool.pad[2] + overhang(pool, 0, shape.height),
            pool.pad[3] + overhang(pool, 1, shape.width)};
  }
  int64_t rows = samePadding(pool, 0, shape.height), columns = samePadding(pool, 1, shape.width);
  if (pool.isMean && rows + columns > 0)
    throw Refusal{"a mean whose padding follows from its size counts that padding or not, as ncnn's versions differ",
                  layer.parameters().spanOf(5)};
  List smaller = {rows / 2, columns / 2}, larger = {rows - rows / 2, columns - columns / 2};
  if (pool.mode == SameUpper)
    return {smaller[0], smaller[1], larger[0], larger[1]};
  return {larger[0], larger[1], smaller[0], smaller[1]};
}

static void importWindows(Layer &layer) {
  Pool pool = poolOf(layer.parameters());
  DraftValue value = layer.image();
  List pads = padsOf(layer, pool, layer.shapeOf(value));
  bool isPadded = std::ranges::any_of(pads, [](int64_t side) { return side > 0; });
  LayerRequest request{.keyword = pool.isMean ? "avg_pool" : "max_pool",
                       .operands = {value},
                       .arguments = {{"kernel", pool.kernel}, {"stride", pool.stride}, {"pad", pads}}};
  if (pool.isMean && pool.countsPadding && isPadded)
    request.arguments["border"] = std::string("zero");
  layer.setImage(layer.addWindow(std::move(request)));
}

/// As many windows as are wanted, where they are equally large and do not overlap.
static void importAdaptive(Layer &layer) {
  const LayerText &text = layer.parameters();
  int64_t width = text.integer(8, 0), height = text.integer(18, width);
  DraftValue value = layer.image();
  const layers::Shape shape = layer.shapeOf(value);
  constexpr int64_t same = -233;
  width = width == same ? shape.width : width;
  height = height == same ? shape.height : height;
  if (height < 1 || width < 1 || shape.height % height != 0 || shape.width % width != 0)
    throw Refusal{
        fmt::format("it makes {} x {} of {} x {}, which do not divide", height, width, shape.height, shape.width),
        text.spanOf(8)};
  List window = {shape.height / height, shape.width / width};
  bool isMean = text.integer(0, 0) == 1;
  if (height == 1 && width == 1)
    value = layer.add({.keyword = isMean ? "global_avg_pool" : "global_max_pool", .operands = {value}});
  else if (window != List{1, 1})
    value = layer.addWindow({.keyword = isMean ? "avg_pool" : "max_pool",
                             .operands = {value},
                             .arguments = {{"kernel", window}, {"stride", window}}});
  layer.setImage(value);
}

void importPooling(Layer &layer) {
  const LayerText &text = layer.parameters();
  if (int64_t kind = text.integer(0, 0); kind != 0 && kind != 1)
    throw Refusal{fmt::format("there is no pool of the kind {}", kind), text.spanOf(0)};
  bool isGlobal = text.integer(4, 0) != 0, isAdaptive = text.integer(7, 0) != 0;
  for (int64_t id : {1, 2, 3, 5, 6, 8, 11, 12, 13, 14, 15, 18})
    text.find(id); // not all of them mean something in each kind
  if (isGlobal)
    layer.setRow(layer.add(
        {.keyword = text.integer(0, 0) == 1 ? "global_avg_pool" : "global_max_pool", .operands = {layer.image()}}));
  else if (isAdaptive)
    importAdaptive(layer);
  else
    importWindows(layer);
}

/// Means and maxima over rows and columns.
void importReduction(Layer &layer) {
  const LayerText &text = layer.parameters();
  constexpr int64_t mean = 3, maximum = 4;
  int64_t operation = text.integer(0, 0);
  bool isAll = text.integer(1, 1) != 0, keepsAxes = text.integer(4, 0) != 0;
  if (text.number(2, 1) != 1)
    throw Refusal{"its result is multiplied", text.spanOf(2)};
  text.integer(5, 0);
  List axes = text.integers(3).value_or(List());
  DraftValue value = layer.image();
  for (int64_t &axis : axes)
    axis = axis < 0 ? axis + 3 : axis;
  std::ranges::sort(axes);
  if ((operation != mean && operation != maximum) || isAll || axes != List{1, 2})
    throw Refusal{"means and maxima over rows and columns are built, and no others", text.spanOf(3)};
  value = layer.add({.keyword = operation == mean ? "global_avg_pool" : "global_max_pool", .operands = {value}});
  layer.set(0, {value, keepsAxes ? 3 : 1});
}

/// The whole numbers of times that rows, and columns, grow.
static List factorOf(const Layer &layer, const layers::Shape &shape) {
  const LayerText &text = layer.parameters();
  double vertical = text.number(1, 1), horizontal = text.number(2, 1);
  int64_t height = text.integer(3, 0), width = text.integer(4, 0);
  if (height == 0 || width == 0) {
    height = int64_t(double(shape.height) * vertical);
    width = int64_t(double(shape.width) * horizontal);
    if (double(shape.height) * vertical != double(height) || double(shape.width) * horizontal != double(width))
      height = 0;
  }
  List factor = {height / shape.height, width / shape.width};
  if (std::ranges::min(factor) < 1 || height != factor[0] * shape.height || width != factor[1] * shape.width)
    throw Refusal{fmt::format("it makes {} x {} of {} x {}, which is no whole number of times as many", height, width,
                              shape.height, shape.width),
                  text.spanOf(text.parameters.contains(3) ? 3 : 1)};
  return factor;
}

void importInterp(Layer &layer) {
  const LayerText &text = layer.parameters();
  constexpr int64_t nearest = 1, bilinear = 2;
  int64_t type = text.integer(0, 0);
  layer.refuseUnless(5, 0, "its size is that of another blob");
  bool alignsCorners = text.integer(6, 0) != 0;
  if (type != nearest && type != bilinear)
    throw Refusal{type == 3 ? "it is bicubic, for which there is no layer"
                            : "it does not say how pixels are found between pixels",
                  text.spanOf(0)};
  DraftValue value = layer.image();
  List factor = factorOf(layer, layer.shapeOf(value));
  bool grows = factor != List{1, 1};
  if (alignsCorners && type == bilinear && grows)
    throw Refusal{"it puts the corners of both images onto each other, for which there is no layer", text.spanOf(6)};
  if (grows)
    value =
        layer.add({.keyword = "upsample",
                   .operands = {value},
                   .arguments = {{"factor", factor}, {"mode", std::string(type == nearest ? "nearest" : "bilinear")}}});
  layer.setImage(value);
}

} // namespace evenstride::interchange::ncnn
