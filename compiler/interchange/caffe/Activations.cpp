// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Functions of single elements, and softmax.
#include "interchange/caffe/Types.h"

#include <fmt/format.h>

#include <cmath>

namespace evenstride::interchange::caffe {

void importReLU(Layer &layer) {
  Fields &fields = layer.parameters("relu_param");
  fields.ignore({"engine"});
  double slope = fields.number("negative_slope", 0);
  if (slope == 0)
    layer.elementwise("relu");
  else
    layer.elementwise("leaky_relu", {{"slope", slope}});
}

void importActivation(Layer &layer) {
  if (layer.type() == "ELU")
    return layer.elementwise("elu", {{"alpha", layer.parameters("elu_param").number("alpha", 1)}});
  if (layer.type() == "ReLU6") {
    layer.parameters("relu_param").ignore({"engine"});
    return layer.elementwise("relu6");
  }
  if (layer.type() == "Swish") {
    Fields &fields = layer.parameters("swish_param");
    if (double beta = fields.number("beta", 1); beta != 1)
      throw Refusal{fmt::format("its `beta` is {}, and no layer has another than 1", beta), fields.placeOf("beta")};
    return layer.elementwise("silu");
  }
  bool isSigmoid = layer.type() == "Sigmoid";
  layer.parameters(isSigmoid ? "sigmoid_param" : "tanh_param").ignore({"engine"});
  layer.elementwise(isSigmoid ? "sigmoid" : "tanh");
}

void importClip(Layer &layer) {
  Fields &fields = layer.parameters("clip_param");
  if (!fields.has("min") || !fields.has("max"))
    throw Refusal{"it has not both `min` and `max`"};
  layer.elementwise("clip", {{"low", fields.number("min", 0)}, {"high", fields.number("max", 0)}});
}

void importPReLU(Layer &layer) {
  layer.expectBlobs(1, 1);
  Fields &fields = layer.parameters("prelu_param");
  fields.ignore({"filler"});
  DraftValue input = layer.imageOrRow(0);
  bool isShared = fields.boolean("channel_shared", false);
  int64_t channels = layer.shapeOf(input).channels;
  auto weights = layer.weights({{"weight", {isShared ? 1 : channels}, {}}});
  if (isShared && layer.hasWeights())
    return layer.elementwise("leaky_relu", {{"slope", shortNumber(weights[0].values[0])}});
  LayerRequest request = layer.request("prelu", {input});
  request.label = layer.label();
  request.weights = std::move(weights);
  layer.setLike(0, layer.builder().add(std::move(request)));
}

/// (shift + scale * x) ^ power
void importPower(Layer &layer) {
  layer.expectBlobs(1, 1);
  Fields &fields = layer.parameters("power_param");
  double power = fields.number("power", 1), scale = fields.number("scale", 1), shift = fields.number("shift", 0);
  if (power != 1 && power != 2)
    throw Refusal{fmt::format("its `power` is {}; 1 and 2 are built", power), fields.placeOf("power")};
  View view = layer.bottom(0);
  int exponent = 0;
  bool isPowerOfTwo = scale > 0 && std::frexp(scale, &exponent) == 0.5; // dividing by its inverse is the same
  auto asScale = [&](const char *argument, double value) {
    LayerRequest request = layer.request("scale", {view.value});
    request.arguments[argument] = std::vector<double>{value};
    view.value = layer.builder().add(std::move(request));
  };
  if (scale == 1 && shift != 0)
    asScale("mean", -shift);
  else if (isPowerOfTwo && scale != 1 && shift == 0)
    asScale("std", 1 / scale);
  else if (scale != 1 || shift != 0)
    view = affine(layer, view, {{float(scale)}, {float(shift)}});
  if (power == 2)
    view.value = layer.builder().add(layer.request("mul", {view.value, view.value}));
  layer.set(0, view);
}

void importSoftmax(Layer &layer) {
  layer.expectBlobs(1, 1);
  Fields &fields = layer.parameters("softmax_param");
  fields.ignore({"engine"});
  size_t rank = layer.bottom(0).axes.size(), axis = axisOf(fields.integer("axis", 1), rank);
  if (axis != 1 || (rank != 4 && rank != 2))
    throw Refusal{fmt::format("it is over axis {} of {}, and `softmax` is over the channels of each pixel", axis, rank),
                  fields.placeOf("axis")};
  layer.setLike(0, layer.builder().add(layer.request("softmax", {layer.imageOrRow(0)})));
}

void importDropout(Layer &layer) {
  layer.elementwise("dropout", {{"rate", layer.parameters("dropout_param").number("dropout_ratio", 0.5)}});
}

} // namespace evenstride::interchange::caffe
