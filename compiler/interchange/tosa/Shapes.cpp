// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Layers that move numbers or repeat them, and dense.
#include "interchange/tosa/Layers.h"

#include <fmt/format.h>

namespace evenstride::interchange::tosa {

Tensor flattened(Function &function, const Tensor &image) {
  if (image.rows() * image.columns() == 1)
    return image;
  Tensor planes = function.transpose(image, {0, 3, 1, 2});
  return function.reshape(planes, {1, 1, 1, image.rows() * image.columns() * image.channels()});
}

Tensor writeFlatten(Layer &layer) { return flattened(layer.function, layer.operand()); }

/// A convolution of one pixel: newer versions of TOSA have dropped an operation of its own.
Tensor writeDense(Layer &layer) {
  Function &function = layer.function;
  Tensor input = flattened(function, layer.operand());
  int64_t outputs = layer.resultShape[3];
  std::vector<float> bias(static_cast<size_t>(outputs), 0);
  if (layer.arguments.boolean("bias"))
    bias.assign(layer.weight("bias").begin(), layer.weight("bias").end());
  Tensor weight = function.constant({outputs, 1, 1, input.channels()}, layer.weight("weight"));
  return function.add("conv2d", {input, weight, function.constant({outputs}, bias)},
                      "pad = array<i64: 0, 0, 0, 0>, stride = array<i64: 1, 1>, dilation = array<i64: 1, 1>",
                      layer.resultShape);
}

Tensor writeConcat(Layer &layer) { return layer.function.concat(layer.operands); }

Tensor writeSlice(Layer &layer) {
  return layer.function.slice(layer.operand(), {0, 0, 0, layer.arguments.list("channels")[0]}, layer.resultShape);
}

Tensor writeCrop(Layer &layer) {
  return layer.function.slice(layer.operand(), {0, layer.arguments.integer("top"), layer.arguments.integer("left"), 0},
                              layer.resultShape);
}

namespace {

/// Elements added before and after those of an axis.
struct Added {
  int axis;
  int64_t before, after;
};

} // namespace

/// Elements [begin, begin + size) of an axis.
static Tensor part(Function &function, const Tensor &x, int axis, std::pair<int64_t, int64_t> beginAndSize) {
  List start(4, 0), shape = x.shape;
  start[size_t(axis)] = beginAndSize.first;
  shape[size_t(axis)] = beginAndSize.second;
  return function.slice(x, start, std::move(shape));
}

static Tensor mirrored(Function &function, const Tensor &x, const Added &added) {
  auto mirror = [&](int64_t begin, int64_t size) {
    return function.reverse(part(function, x, added.axis, {begin, size}), added.axis);
  };
  std::vector<Tensor> parts;
  if (added.before > 0)
    parts.push_back(mirror(1, added.before));
  parts.push_back(x);
  if (added.after > 0)
    parts.push_back(mirror(x.shape[size_t(added.axis)] - 1 - added.after, added.after));
  return parts.size() == 1 ? x : function.concat(parts, added.axis);
}

static Tensor repeated(Function &function, const Tensor &x, const Added &added) {
  std::vector<Tensor> parts;
  if (added.before > 0)
    parts.assign(size_t(added.before), part(function, x, added.axis, {0, 1}));
  parts.push_back(x);
  if (added.after > 0)
    parts.insert(parts.end(), size_t(added.after), part(function, x, added.axis, {x.shape[size_t(added.axis)] - 1, 1}));
  return parts.size() == 1 ? x : function.concat(parts, added.axis);
}

Tensor writePad(Layer &layer) {
  const layers::Arguments &arguments = layer.arguments;
  if (const std::string &mode = arguments.word("mode"); mode != "constant") {
    auto along = mode == "reflect" ? mirrored : repeated;
    Tensor rows = along(layer.function, layer.operand(), {1, arguments.integer("top"), arguments.integer("bottom")});
    return along(layer.function, rows, {2, arguments.integer("left"), arguments.integer("right")});
  }
  List amounts = {0,
                  0,
                  arguments.integer("top"),
                  arguments.integer("bottom"),
                  arguments.integer("left"),
                  arguments.integer("right"),
                  0,
                  0};
  return layer.function.pad(layer.operand(), amounts, arguments.number("value"));
}

/// Output y lies at (2 y + 1 - factor) / (2 factor) of the input; the nearest pixel to that is y / factor.
Tensor writeUpsample(Layer &layer) {
  const List &factor = layer.arguments.list("factor");
  if (factor == List{1, 1})
    return layer.operand();
  bool blends = layer.arguments.word("mode") == "bilinear";
  std::string attributes =
      fmt::format("scale = {}, offset = {}, border = {}, mode = \"{}\"",
                  arrayText({2 * factor[0], 2, 2 * factor[1], 2}), arrayText({1 - factor[0], 1 - factor[1]}),
                  arrayText({factor[0] - 1, factor[1] - 1}), blends ? "BILINEAR" : "NEAREST_NEIGHBOR");
  return layer.function.add("resize", {layer.operand()}, attributes, layer.resultShape);
}

namespace {

/// An image seen with more axes, [H, W, …], whose order changes.
struct Rearrangement {
  List cut, order;
};

} // namespace

static Tensor rearranged(Layer &layer, const Rearrangement &to) {
  Tensor cut = layer.function.reshape(layer.operand(), to.cut);
  return layer.function.reshape(layer.function.transpose(cut, to.order), layer.resultShape);
}

Tensor writePixelShuffle(Layer &layer) {
  int64_t factor = layer.arguments.integer("factor");
  const Tensor &x = layer.operand();
  return rearranged(layer, {{x.rows(), x.columns(), layer.resultShape[3], factor, factor}, {0, 3, 1, 4, 2}});
}

Tensor writePixelUnshuffle(Layer &layer) {
  int64_t factor = layer.arguments.integer("factor");
  const List &shape = layer.resultShape;
  return rearranged(layer, {{shape[1], factor, shape[2], factor, layer.operand().channels()}, {0, 2, 4, 1, 3}});
}

Tensor writeChannelShuffle(Layer &layer) {
  int64_t groups = layer.arguments.integer("groups");
  const Tensor &x = layer.operand();
  return rearranged(layer, {{x.rows(), x.columns(), groups, x.channels() / groups}, {0, 1, 3, 2}});
}

} // namespace evenstride::interchange::tosa
