// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Layers that look at pixels around a pixel, and those that move pixels.
#include "interchange/darknet/Layer.h"

#include <fmt/format.h>

namespace evenstride::interchange::darknet {

using List = std::vector<int64_t>;

/// `stride`, or one per axis; vertical, horizontal.
static List strideOf(const Section &options) {
  int64_t stride = options.integer("stride", 1);
  return {options.integer("stride_y", stride), options.integer("stride_x", stride)};
}

static void refuseOddConvolutions(const Layer &layer) {
  layer.refuseIf("xnor", "its weights and inputs are rounded to one bit each");
  layer.refuseIf("binary", "its weights are rounded to one bit each");
  layer.refuseIf("cbn", "it normalises over several batches");
  layer.refuseIf("antialiasing", "a blur follows whose weights stand in no file");
  layer.refuseIf("assisted_excitation", "it adds to its results what is known while it is trained");
  layer.refuseIf("coordconv", "it adds channels with coordinates");
  layer.refuseIf("numload", "the file has fewer filters than the layer");
  for (const char *key : {"sway", "rotate", "stretch", "stretch_sway"})
    layer.refuseIf(key, "its filters are turned and stretched copies of others");
  if (const Option *option = layer.options().find("share_index"))
    throw Refusal{"`share_index`: it uses the weights of another layer", option->valueSpan};
}

namespace {

struct Convolution {
  int64_t filters, groups, size, padding, dilation;
  List stride;
  bool isNormalized, isFlipped;
};

} // namespace

/// Darknet counts rows and columns as though filters had no holes, and pads as though the padding had them, too: the
/// two agree where the padding is half of the filter.
static void requireSaneDilation(const Layer &layer, const Convolution &convolution) {
  if (convolution.dilation != 1 && 2 * convolution.padding != convolution.size - 1)
    throw Refusal{"`dilation`: Darknet computes the size of its result without it, which is another size",
                  layer.options().find("dilation")->valueSpan};
}

static Convolution convolutionOf(const Layer &layer) {
  const Section &options = layer.options();
  Convolution result{.filters = options.integer("filters", 1),
                     .groups = options.integer("groups", 1),
                     .size = options.integer("size", 1),
                     .padding = options.integer("padding", 0),
                     .dilation = options.integer("dilation", 1),
                     .stride = strideOf(options),
                     .isNormalized = options.integer("batch_normalize", 0) != 0,
                     .isFlipped = options.integer("flipped", 0) != 0};
  if (options.integer("pad", 0) != 0)
    result.padding = result.size / 2;
  if (result.size == 1)
    result.dilation = 1;
  requireSaneDilation(layer, result);
  return result;
}

/// The channels that each filter sees.
static int64_t channelsPerGroup(const Layer &layer, const Convolution &convolution, int64_t channels) {
  int64_t groups = convolution.groups;
  if (groups < 1 || channels % groups != 0 || convolution.filters % groups != 0)
    throw Refusal{
        fmt::format("{} channels and {} filters do not divide into {} groups", channels, convolution.filters, groups),
        layer.options().find("groups")->valueSpan};
  return channels / groups;
}

static LayerRequest requestOf(const Convolution &convolution, DraftValue input, int64_t channels) {
  const int64_t pad = convolution.padding * convolution.dilation;
  LayerRequest request{.keyword = "conv",
                       .operands = {input},
                       .arguments = {{"kernel", List{convolution.size, convolution.size}},
                                     {"stride", convolution.stride},
                                     {"dilation", List{convolution.dilation, convolution.dilation}},
                                     {"pad", List{pad, pad, pad, pad}},
                                     {"bias", !convolution.isNormalized}}};
  if (convolution.groups == channels && channels > 1) {
    request.keyword = "depthwise_conv";
    request.arguments["multiplier"] = convolution.filters / channels;
  } else {
    request.arguments["filters"] = convolution.filters;
    request.arguments["groups"] = convolution.groups;
  }
  return request;
}

void importConvolutional(Layer &layer) {
  refuseOddConvolutions(layer);
  Convolution convolution = convolutionOf(layer);
  Layer::Activation activation = layer.activation("logistic", Repertoire::All);
  DraftValue value = layer.input();
  int64_t channels = layer.shapeOf(value).channels, seen = channelsPerGroup(layer, convolution, channels);
  value = layer.addWindow(requestOf(convolution, value, channels));
  Taker taker = layer.taker(convolution.filters);
  List shape = {convolution.filters, seen, convolution.size, convolution.size};
  Order order = convolution.isFlipped ? Order::Transposed : Order::Plain;
  if (convolution.isNormalized) {
    value = layer.add({.keyword = "batch_norm", .operands = {value}});
    layer.weights().addNormalized(taker, layer.taker(convolution.filters), std::move(shape), order);
  } else {
    layer.weights().addBiased(taker, std::move(shape), order);
  }
  layer.result(layer.activated(value, activation));
}

/// `padding` is the sum of both sides; of an odd one the end takes one more.
static LayerRequest poolRequest(const Layer &layer, std::string_view keyword) {
  const Section &options = layer.options();
  List stride = strideOf(options);
  int64_t size = options.integer("size", options.integer("stride", 1));
  if (size < 1)
    throw Refusal{fmt::format("`size` cannot be {}", size)};
  int64_t padding = options.integer("padding", size - 1);
  if (padding < 0)
    throw Refusal{fmt::format("`padding` cannot be {}", padding), options.find("padding")->valueSpan};
  int64_t before = padding / 2, after = padding - before;
  return {.keyword = keyword,
          .operands = {layer.input()},
          .arguments = {{"kernel", List{size, size}}, {"stride", stride}, {"pad", List{before, before, after, after}}}};
}

void importMaxPool(Layer &layer) {
  layer.refuseIf("maxpool_depth", "it takes maxima over channels");
  layer.options().integer("out_channels", 1); // of the above
  layer.refuseIf("maxpool_zero_nonmax", "it sets all but the maxima to 0");
  layer.refuseIf("antialiasing", "a blur follows whose weights stand in no file");
  layer.result(layer.addWindow(poolRequest(layer, "max_pool")));
}

void importLocalAvgPool(Layer &layer) { layer.result(layer.addWindow(poolRequest(layer, "avg_pool"))); }

void importAvgPool(Layer &layer) {
  layer.result(layer.add({.keyword = "global_avg_pool", .operands = {layer.input()}}));
}

void importUpsample(Layer &layer) {
  int64_t factor = layer.options().integer("stride", 2);
  if (factor < 1)
    throw Refusal{fmt::format("`stride`: a factor of {} makes images smaller", factor),
                  layer.options().find("stride")->valueSpan};
  double scale = layer.options().number("scale", 1);
  if (!(scale > 0) || double(float(1 / scale)) * scale != 1)
    throw Refusal{fmt::format("`scale`: a factor of {} is no division by a number", scale),
                  layer.options().find("scale")->valueSpan};
  DraftValue value = layer.input();
  if (factor > 1)
    value = layer.add({.keyword = "upsample", .operands = {value}, .arguments = {{"factor", List{factor, factor}}}});
  if (scale != 1)
    value =
        layer.add({.keyword = "scale", .operands = {value}, .arguments = {{"std", std::vector<double>{1 / scale}}}});
  layer.result(value);
}

/// Squares of pixels become channels: first all of their first pixels, then all of the second ones, and so on.
void importReorg3d(Layer &layer) {
  int64_t stride = layer.options().integer("stride", 1);
  layer.refuseIf("reverse", "the way back is not built");
  DraftValue value = layer.input();
  int64_t channels = layer.shapeOf(value).channels;
  if (stride != 1) {
    value = layer.add({.keyword = "pixel_unshuffle", .operands = {value}, .arguments = {{"factor", stride}}});
    value = layer.add({.keyword = "channel_shuffle", .operands = {value}, .arguments = {{"groups", channels}}});
  }
  layer.result(value);
}

/// What is random while a network is trained is in the middle when it is used.
void importCrop(Layer &layer) {
  const Section &options = layer.options();
  int64_t height = options.integer("crop_height", 1), width = options.integer("crop_width", 1);
  for (const char *key : {"flip", "angle", "saturation", "exposure", "shift"})
    options.number(key, 0); // of the training alone
  bool isPlain = options.integer("noadjust", 0) != 0;
  DraftValue value = layer.input();
  const layers::Shape shape = layer.shapeOf(value);
  int64_t rows = shape.height - height, columns = shape.width - width;
  if (rows < 0 || columns < 0)
    throw Refusal{fmt::format("it cuts {} x {} out of {} x {}", height, width, shape.height, shape.width)};
  if (rows > 0 || columns > 0)
    value = layer.add(
        {.keyword = "crop",
         .operands = {value},
         .arguments = {
             {"top", rows / 2}, {"left", columns / 2}, {"bottom", rows - rows / 2}, {"right", columns - columns / 2}}});
  if (!isPlain) // 2x - 1
    value = layer.add({.keyword = "scale",
                       .operands = {value},
                       .arguments = {{"mean", std::vector<double>{0.5}}, {"std", std::vector<double>{0.5}}}});
  layer.result(value);
}

} // namespace evenstride::interchange::darknet
