// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Factors and summands per channel, and blobs that meet element by element.
#include "interchange/ncnn/Layer.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace evenstride::interchange::ncnn {

/// A batch norm that does nothing until it has weights.
static DraftValue norm(Layer &layer, double epsilon) {
  return layer.add({.keyword = "batch_norm",
                    .operands = {layer.blob(0).value},
                    .arguments = {{"epsilon", epsilon}},
                    .label = layer.label()});
}

/// Throws unless as many numbers stand in the file as there are channels.
static int64_t channelsOf(const Layer &layer, int64_t id) {
  int64_t count = layer.parameters().integer(id, 0), channels = layer.shapeOf(layer.blob(0).value).channels;
  if (count != channels)
    throw Refusal{fmt::format("it has {} numbers for {} channels", count, channels), layer.parameters().spanOf(id)};
  return channels;
}

void importBatchNorm(Layer &layer) {
  double epsilon = layer.parameters().number(1, 0);
  int64_t channels = channelsOf(layer, 0);
  DraftValue result = norm(layer, epsilon);
  for (const char *suffix : {"weight", "running_mean", "running_var", "bias"})
    layer.weight({.suffix = suffix, .shape = {channels}});
  layer.setLike(result);
}

static void addStandardNormal(Layer &layer, int64_t channels) {
  layer.constantWeight("running_mean", channels, 0);
  layer.constantWeight("running_var", channels, 1);
}

void importScale(Layer &layer) {
  constexpr int64_t fromBlob = -233;
  bool hasBias = layer.parameters().integer(1, 0) != 0;
  if (layer.parameters().integer(0, 0) == fromBlob)
    throw Refusal{"its factors are computed by another layer", layer.parameters().spanOf(0)};
  int64_t channels = channelsOf(layer, 0);
  DraftValue result = norm(layer, 0);
  layer.weight({.suffix = "weight", .shape = {channels}});
  if (hasBias)
    layer.weight({.suffix = "bias", .shape = {channels}});
  else
    layer.constantWeight("bias", channels, 0);
  addStandardNormal(layer, channels);
  layer.setLike(result);
}

void importBias(Layer &layer) {
  int64_t channels = channelsOf(layer, 0);
  DraftValue result = norm(layer, 0);
  layer.constantWeight("weight", channels, 1);
  layer.weight({.suffix = "bias", .shape = {channels}});
  addStandardNormal(layer, channels);
  layer.setLike(result);
}

void importLRN(Layer &layer) {
  const LayerText &text = layer.parameters();
  layer.refuseUnless(0, 0, "it is within channels, and `lrn` is across them");
  int64_t size = text.integer(1, 5);
  if (size % 2 == 0)
    throw Refusal{fmt::format("its size is {}, and ncnn sums up {} channels then", size, size + 1), text.spanOf(1)};
  layer.setImage(layer.add(
      {.keyword = "lrn",
       .operands = {layer.image()},
       .arguments = {
           {"size", size}, {"alpha", text.number(2, 1)}, {"beta", text.number(3, 0.75)}, {"k", text.number(4, 1)}}}));
}

void importEltwise(Layer &layer) {
  const LayerText &text = layer.parameters();
  int64_t operation = text.integer(0, 0);
  std::vector<double> factors = text.numbers(1);
  if (operation != 0 && operation != 1)
    throw Refusal{operation == 2 ? "there is no layer for the maximum of blobs" : "it is of no kind that ncnn has",
                  text.spanOf(0)};
  std::vector<DraftValue> values = layer.values();
  if (values.size() < 2)
    throw Refusal{"it has to read 2 blobs or more"};
  bool isSum = operation == 1;
  if (isSum && !factors.empty() && factors.size() != values.size())
    throw Refusal{fmt::format("it has {} factors for {} blobs", factors.size(), values.size()), text.spanOf(1)};
  factors.resize(values.size(), 1);
  for (size_t i = 0; i < factors.size(); ++i)
    if (isSum && factors[i] != 1 && (i == 0 || factors[i] != -1))
      throw Refusal{fmt::format("it multiplies a blob by {}", factors[i]), text.spanOf(1)};
  DraftValue result = values[0];
  for (size_t i = 1; i < values.size(); ++i) {
    if (layer.shapeOf(values[i]) != layer.shapeOf(values[0]))
      throw Refusal{"its blobs are not equally large"};
    result = layer.add({.keyword = !isSum ? "mul" : factors[i] == 1 ? "add" : "sub", .operands = {result, values[i]}});
  }
  layer.setLike(result);
}

namespace {

enum Operation : int64_t { Plus, Minus, Times, Divided, Maximum, Minimum, ReversedMinus = 7 };

} // namespace

static DraftValue withNumber(Layer &layer, int64_t operation, double number) {
  constexpr double largest = std::numeric_limits<float>::max();
  DraftValue value = layer.blob(0).value;
  switch (operation) {
  case Plus:
    return layer.affine(value, 1, number);
  case Minus:
    return layer.affine(value, 1, -number);
  case ReversedMinus:
    return layer.affine(value, -1, number);
  case Times:
    return layer.affine(value, number, 0);
  case Divided:
    if (!(number > 0))
      throw Refusal{fmt::format("it divides by {}", number), layer.parameters().spanOf(2)};
    return layer.add({.keyword = "scale", .operands = {value}, .arguments = {{"std", std::vector<double>{number}}}});
  case Maximum:
    return layer.activated(value, clipBetween(number, largest));
  case Minimum:
    return layer.activated(value, clipBetween(-largest, number));
  default:
    throw Refusal{fmt::format("there is no layer for operation {} with a number", operation),
                  layer.parameters().spanOf(0)};
  }
}

/// Shapes are equal, or one is a number for each channel of the other one, which comes first then.
static Blob ofBlobs(Layer &layer, int64_t operation) {
  if (operation > Times)
    throw Refusal{fmt::format("there is no layer for operation {} of blobs", operation), layer.parameters().spanOf(0)};
  Blob one = layer.blob(0), other = layer.blob(1);
  layers::Shape first = layer.shapeOf(one.value), second = layer.shapeOf(other.value);
  auto spreads = [](const layers::Shape &row, const layers::Shape &over) {
    return row == layers::Shape{over.channels, 1, 1};
  };
  bool isSwapped = first != second && spreads(first, second) && operation != Minus;
  if (first != second && !isSwapped && !spreads(second, first))
    throw Refusal{fmt::format("{} x {} x {} and {} x {} x {} are neither equal, nor one of them a number per channel",
                              first.channels, first.height, first.width, second.channels, second.height, second.width)};
  if (isSwapped)
    std::swap(one, other);
  constexpr std::string_view keywords[] = {"add", "sub", "mul"};
  DraftValue result = layer.add({.keyword = keywords[operation], .operands = {one.value, other.value}});
  return {result, std::max(one.axes, other.axes)};
}

void importBinaryOp(Layer &layer) {
  const LayerText &text = layer.parameters();
  int64_t operation = text.integer(0, 0);
  bool hasNumber = text.integer(1, 0) != 0;
  double number = text.number(2, 0);
  if (operation < 0)
    throw Refusal{fmt::format("there is no operation {}", operation), text.spanOf(0)};
  if (hasNumber)
    layer.setLike(withNumber(layer, operation, number));
  else
    layer.set(0, ofBlobs(layer, operation));
}

} // namespace evenstride::interchange::ncnn
