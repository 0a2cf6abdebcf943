// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Functions of single elements, and softmax.
#include "interchange/ncnn/Layer.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>

namespace evenstride::interchange::ncnn {

static constexpr double largest = std::numeric_limits<float>::max();

Layer::Activation clipBetween(double low, double high) {
  bool openAbove = high >= 0.999 * largest, openBelow = low <= -0.999 * largest; // as they are printed
  if (openAbove && openBelow)
    return {};
  if (low == 0 && openAbove)
    return {"relu"};
  if (low == 0 && high == 6)
    return {"relu6"};
  if (openAbove || openBelow)
    throw Refusal{"it has one bound alone, and `clip` has two"};
  return {"clip", {{"low", low}, {"high", high}}};
}

/// 1/6 in the six digits that ncnn writes.
static bool isSixth(double alpha) { return std::fabs(alpha - 1.0 / 6) < 1e-6; }

Layer::Activation hardSigmoid(double alpha, double beta) {
  if (!(alpha > 0))
    throw Refusal{fmt::format("a slope of {} makes no sense", alpha)};
  if (isSixth(alpha) && beta == 0.5)
    return {"hard_sigmoid"};
  return {"hard_sigmoid", {{"alpha", alpha}, {"beta", beta}}};
}

Layer::Activation hardSwish(double alpha, double beta) {
  if (isSixth(alpha) && beta == 0.5)
    return {"hard_swish"};
  Layer::Activation result = hardSigmoid(alpha, beta);
  result.isTimesInput = true;
  return result;
}

DraftValue Layer::activated(DraftValue value, const Activation &activation) {
  if (activation.keyword.empty())
    return value;
  DraftValue result = add({.keyword = activation.keyword, .operands = {value}, .arguments = activation.arguments});
  return activation.isTimesInput ? add({.keyword = "mul", .operands = {value, result}}) : result;
}

Layer::Activation Layer::fusedActivation() const {
  constexpr std::array<size_t, 7> counts = {0, 0, 1, 2, 0, 0, 2}; // of numbers that each takes
  int64_t type = text.integer(9, 0);
  std::vector<double> numbers = text.numbers(10);
  if (type < 0 || type >= int64_t(counts.size()))
    throw Refusal{fmt::format("there is no activation {}", type), text.spanOf(9)};
  if (numbers.size() < counts[size_t(type)])
    throw Refusal{fmt::format("activation {} takes {} numbers, and has {}", type, counts[size_t(type)], numbers.size()),
                  text.spanOf(9)};
  switch (type) {
  case 1:
    return {"relu"};
  case 2:
    return {"leaky_relu", {{"slope", numbers[0]}}};
  case 3:
    return clipBetween(numbers[0], numbers[1]);
  case 4:
    return {"sigmoid"};
  case 5:
    return {"mish"};
  case 6:
    return hardSwish(numbers[0], numbers[1]);
  default:
    return {};
  }
}

static Layer::Activation activationOf(const Layer &layer) {
  const LayerText &text = layer.parameters();
  std::string_view type = layer.type();
  if (type == "HardSigmoid")
    return hardSigmoid(text.number(0, 0.2), text.number(1, 0.5));
  if (type == "HardSwish")
    return hardSwish(text.number(0, 0.2), text.number(1, 0.5));
  if (type == "ELU")
    return {"elu", {{"alpha", text.number(0, 0.1)}}};
  if (type == "GELU")
    return {"gelu", {{"approximate", std::string(text.integer(0, 0) != 0 ? "tanh" : "none")}}};
  if (type == "Swish")
    return {"silu"};
  return {type == "TanH" ? "tanh" : type == "Mish" ? "mish" : "sigmoid"};
}

void importActivation(Layer &layer) {
  Layer::Activation activation = activationOf(layer);
  layer.setLike(layer.activated(layer.blob(0).value, activation));
}

void importRelu(Layer &layer) {
  double slope = layer.parameters().number(0, 0);
  Layer::Activation activation{"relu"};
  if (slope != 0)
    activation = {"leaky_relu", {{"slope", slope}}};
  layer.setLike(layer.activated(layer.blob(0).value, activation));
}

void importClip(Layer &layer) {
  Layer::Activation activation =
      clipBetween(layer.parameters().number(0, -largest), layer.parameters().number(1, largest));
  layer.setLike(layer.activated(layer.blob(0).value, activation));
}

void importPRelu(Layer &layer) {
  int64_t slopes = layer.parameters().integer(0, 0);
  DraftValue value = layer.blob(0).value;
  int64_t channels = layer.shapeOf(value).channels;
  if (slopes != 1 && slopes != channels)
    throw Refusal{fmt::format("it has {} slopes for {} channels", slopes, channels), layer.parameters().spanOf(0)};
  value = layer.add({.keyword = "prelu",
                     .operands = {value},
                     .arguments = {{"shared", slopes == 1 && channels > 1}},
                     .label = layer.label()});
  layer.weight({.suffix = "weight", .shape = {slopes}});
  layer.setLike(value);
}

void importSoftmax(Layer &layer) {
  layer.parameters().integer(1, 0);
  layer.requireChannelAxis(0);
  layer.setLike(layer.add({.keyword = "softmax", .operands = {layer.blob(0).value}}));
}

void importDropout(Layer &layer) {
  double scale = layer.parameters().number(0, 1);
  if (scale != 1)
    throw Refusal{fmt::format("it multiplies by {}", scale), layer.parameters().spanOf(0)};
  layer.setLike(layer.add({.keyword = "dropout", .operands = {layer.blob(0).value}}));
}

} // namespace evenstride::interchange::ncnn
