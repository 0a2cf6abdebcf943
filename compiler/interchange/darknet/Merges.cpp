// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Layers that read others than the one before them.
#include "interchange/darknet/Layer.h"
#include "support/Text.h"

#include <fmt/format.h>

#include <algorithm>

namespace evenstride::interchange::darknet {

static std::string shapeText(const layers::Shape &shape) {
  return fmt::format("{} x {} x {}", shape.channels, shape.height, shape.width);
}

static DraftValue sliced(Layer &layer, DraftValue value, int64_t begin, int64_t end) {
  return layer.add(
      {.keyword = "slice", .operands = {value}, .arguments = {{"channels", std::vector<int64_t>{begin, end}}}});
}

/// Some equal part of the channels of a value.
static DraftValue partOf(Layer &layer, DraftValue value, int64_t groups, int64_t group) {
  int64_t channels = layer.shapeOf(value).channels;
  if (groups < 1 || channels % groups != 0)
    throw Refusal{fmt::format("{} channels do not divide into {} groups", channels, groups),
                  layer.options().find("groups")->valueSpan};
  if (group < 0 || group >= groups)
    throw Refusal{fmt::format("of {} groups none has the number {}", groups, group),
                  layer.options().find("group_id")->valueSpan};
  int64_t size = channels / groups;
  return sliced(layer, value, group * size, (group + 1) * size);
}

void importRoute(Layer &layer) {
  std::vector<int64_t> numbers = layer.options().integers("layers");
  int64_t groups = layer.options().integer("groups", 1), group = layer.options().integer("group_id", 0);
  for (int64_t number : numbers) // before one of them may be unknown
    layer.absolute(number, "layers");
  std::vector<DraftValue> values;
  for (int64_t number : numbers)
    values.push_back(layer.output(number, "layers"));
  const layers::Shape first = layer.shapeOf(values[0]);
  for (DraftValue value : values) {
    const layers::Shape &shape = layer.shapeOf(value);
    if (shape.height != first.height || shape.width != first.width)
      throw Refusal{fmt::format("it joins {} and {}, of which rows or columns are not equally many", shapeText(first),
                                shapeText(shape)),
                    layer.options().find("layers")->valueSpan};
  }
  if (groups != 1 || group != 0)
    for (DraftValue &value : values)
      value = partOf(layer, value, groups, group);
  layer.result(values.size() == 1 ? values[0] : layer.add({.keyword = "concat", .operands = values}));
}

/// Of an image that is larger by a whole factor Darknet adds the first pixel of each square.
static DraftValue subsampled(Layer &layer, DraftValue value, const layers::Shape &wanted) {
  const layers::Shape shape = layer.shapeOf(value);
  if (shape.height == wanted.height && shape.width == wanted.width)
    return value;
  int64_t factor = shape.height / wanted.height;
  if (shape.height != factor * wanted.height || shape.width != factor * wanted.width)
    throw Refusal{fmt::format("it adds {} and {}, of which one is not a whole number of times as large",
                              shapeText(wanted), shapeText(shape)),
                  layer.options().find("from")->valueSpan};
  layer.remark(fmt::format("{} are added to {}: each {}th pixel, as the first Darknet does in silence",
                           shapeText(shape), shapeText(wanted), factor));
  return layer.addWindow(
      {.keyword = "max_pool",
       .operands = {value},
       .arguments = {{"kernel", std::vector<int64_t>{1, 1}}, {"stride", std::vector<int64_t>{factor, factor}}}});
}

/// Of values with different numbers of channels Darknet adds those that both have. The first one gives the shape.
static DraftValue sumOf(Layer &layer, DraftValue first, DraftValue second) {
  const layers::Shape one = layer.shapeOf(first);
  second = subsampled(layer, second, one);
  const layers::Shape other = layer.shapeOf(second);
  if (one.channels == other.channels)
    return layer.add({.keyword = "add", .operands = {first, second}});
  int64_t common = std::min(one.channels, other.channels);
  layer.remark(fmt::format("{} meet {}: the first {} are added, as Darknet does in silence",
                           support::plural(one.channels, "channel"), other.channels, common));
  if (common < other.channels)
    return layer.add({.keyword = "add", .operands = {first, sliced(layer, second, 0, common)}});
  DraftValue sum = layer.add({.keyword = "add", .operands = {sliced(layer, first, 0, common), second}});
  return layer.add({.keyword = "concat", .operands = {sum, sliced(layer, first, common, one.channels)}});
}

void importShortcut(Layer &layer) {
  std::vector<int64_t> numbers = layer.options().integers("from");
  if (std::string type = layer.options().word("weights_type", "none"); type != "none")
    throw Refusal{"`weights_type`: its inputs are weighted", layer.options().find("weights_type")->valueSpan};
  layer.options().word("weights_normalization", "none"); // of the above
  layer.refuseUnless("alpha", 1, "its first input is multiplied");
  layer.refuseUnless("beta", 1, "its second input is multiplied");
  Layer::Activation activation = layer.activation("linear", Repertoire::All);
  for (int64_t number : numbers) // before one of them may be unknown
    layer.absolute(number, "from");
  DraftValue sum = layer.input();
  for (int64_t number : numbers) {
    sum = sumOf(layer, sum, layer.output(number, "from"));
  }
  layer.result(layer.activated(sum, activation));
}

/// The number of the one layer that `from` names.
static int64_t fromOf(const Layer &layer) {
  std::vector<int64_t> numbers = layer.options().integers("from");
  if (numbers.size() != 1)
    throw Refusal{"it reads one layer, and `from` names several", layer.options().find("from")->valueSpan};
  return numbers[0];
}

void importScaleChannels(Layer &layer) {
  layer.refuseIf("scale_wh", "each pixel has a factor of its own for all channels");
  Layer::Activation activation = layer.activation("linear", Repertoire::Plain);
  int64_t from = fromOf(layer);
  DraftValue factors = layer.input(), value = layer.output(from, "from");
  const layers::Shape &one = layer.shapeOf(factors), &other = layer.shapeOf(value);
  if (one != layers::Shape{other.channels, 1, 1})
    throw Refusal{fmt::format("it multiplies the channels of {} by {}, and has to have one factor for each",
                              shapeText(other), shapeText(one)),
                  layer.options().find("from")->valueSpan};
  layer.result(layer.activated(layer.add({.keyword = "mul", .operands = {value, factors}}), activation));
}

void importSam(Layer &layer) {
  Layer::Activation activation = layer.activation("linear", Repertoire::Plain);
  int64_t from = fromOf(layer);
  DraftValue factors = layer.input(), value = layer.output(from, "from");
  if (layer.shapeOf(factors) != layer.shapeOf(value))
    throw Refusal{fmt::format("it multiplies {} and {}, which are not equal", shapeText(layer.shapeOf(factors)),
                              shapeText(layer.shapeOf(value))),
                  layer.options().find("from")->valueSpan};
  layer.result(layer.activated(layer.add({.keyword = "mul", .operands = {value, factors}}), activation));
}

} // namespace evenstride::interchange::darknet
