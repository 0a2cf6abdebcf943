// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Layers over all values of an image, and over each alone.
#include "interchange/darknet/Layer.h"

#include <fmt/format.h>

namespace evenstride::interchange::darknet {

void importConnected(Layer &layer) {
  int64_t outputs = layer.options().integer("output", 1);
  bool isNormalized = layer.options().integer("batch_normalize", 0) != 0;
  Layer::Activation activation = layer.activation("logistic", Repertoire::Plain);
  DraftValue value = layer.row(layer.input());
  std::vector<int64_t> shape = {outputs, layer.shapeOf(value).channels};
  value = layer.add(
      {.keyword = "dense", .operands = {value}, .arguments = {{"outputs", outputs}, {"bias", !isNormalized}}});
  Taker taker = layer.taker(outputs);
  if (isNormalized) {
    value = layer.add({.keyword = "batch_norm", .operands = {value}});
    layer.weights().addNormalizedDense(taker, layer.taker(outputs), std::move(shape));
  } else {
    layer.weights().addBiased(taker, std::move(shape), Order::ByHeader);
  }
  layer.result(layer.activated(value, activation));
}

void importBatchNorm(Layer &layer) {
  DraftValue value = layer.add({.keyword = "batch_norm", .operands = {layer.input()}});
  layer.weights().addNorm(layer.taker(layer.shapeOf(value).channels));
  layer.result(value);
}

void importSoftmax(Layer &layer) {
  layer.refuseUnless("groups", 1, "each group of values has a softmax of its own");
  if (const Option *option = layer.options().find("tree"))
    throw Refusal{"`tree`: its groups stand in another file", option->valueSpan};
  layer.options().integer("noloss", 0); // of the training alone
  double temperature = layer.options().number("temperature", 1);
  double spatial = layer.options().number("spatial", 0);
  DraftValue value = layer.input();
  const layers::Shape &shape = layer.shapeOf(value);
  if (spatial != 0 && (shape.height != 1 || shape.width != 1))
    throw Refusal{"`spatial`: Darknet computes it for each pixel on a GPU, and over the whole image elsewhere",
                  layer.options().find("spatial")->valueSpan};
  value = layer.row(value);
  if (temperature != 1)
    value =
        layer.add({.keyword = "scale", .operands = {value}, .arguments = {{"std", std::vector<double>{temperature}}}});
  layer.result(layer.add({.keyword = "softmax", .operands = {value}}));
}

void importActivation(Layer &layer) {
  Layer::Activation activation = layer.activation("linear", Repertoire::Plain);
  layer.result(layer.activated(layer.input(), activation));
}

void importDropout(Layer &layer) {
  double rate = layer.options().number("probability", 0.2);
  for (const char *key : {"dropblock", "dropblock_size_rel", "dropblock_size_abs"})
    layer.options().number(key, 0); // of the training alone
  layer.result(layer.add({.keyword = "dropout", .operands = {layer.input()}, .arguments = {{"rate", rate}}}));
}

} // namespace evenstride::interchange::darknet
