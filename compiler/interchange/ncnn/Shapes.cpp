// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Layers that join, cut and move values without computing any, and those that make boxes of them.
#include "interchange/ncnn/Layer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace evenstride::interchange::ncnn {

using List = std::vector<int64_t>;

/// Each output is the input under another name.
void importSame(Layer &layer) {
  const Blob input = layer.blob(0);
  for (size_t i = 0; i < layer.outputs(); ++i)
    layer.set(i, input);
}

/// What comes in are plain images; what makes boxes of them is no network any more.
void importHead(Layer &layer) {
  layer.values();
  layer.end();
}

void importConcat(Layer &layer) {
  std::vector<DraftValue> values = layer.values();
  layer.requireChannelAxis(0);
  DraftValue result = values.size() == 1 ? values[0] : layer.add({.keyword = "concat", .operands = values});
  layer.setLike(result);
}

static DraftValue channelsOf(Layer &layer, DraftValue value, int64_t begin, int64_t end) {
  if (begin == 0 && end == layer.shapeOf(value).channels)
    return value;
  return layer.add({.keyword = "slice", .operands = {value}, .arguments = {{"channels", List{begin, end}}}});
}

/// How many channels each output takes.
static List slicesOf(const Layer &layer, int64_t channels) {
  const LayerText &text = layer.parameters();
  auto indices = text.integers(2), sizes = text.integers(0);
  auto count = int64_t(layer.outputs());
  if (indices ? int64_t(indices->size()) + 1 != count : !sizes || int64_t(sizes->size()) != count)
    throw Refusal{fmt::format("it gives {} blobs, and says where to cut for another number", count),
                  text.spanOf(indices ? 2 : 0)};
  constexpr int64_t equalPart = -233;
  List result;
  int64_t begin = 0;
  for (int64_t i = 0; i < count; ++i) {
    int64_t end = channels;
    if (indices && i + 1 < count)
      end = (*indices)[size_t(i)] + ((*indices)[size_t(i)] < 0 ? channels : 0);
    else if (!indices && (*sizes)[size_t(i)] == equalPart)
      end = begin + (channels - begin) / (count - i);
    else if (!indices)
      end = begin + (*sizes)[size_t(i)];
    result.push_back(end - begin);
    begin = end;
  }
  return result;
}

void importSlice(Layer &layer) {
  layer.requireChannelAxis(1);
  const Blob input = layer.blob(0);
  List sizes = slicesOf(layer, layer.shapeOf(input.value).channels);
  int64_t begin = 0;
  for (size_t i = 0; i < sizes.size(); ++i) {
    layer.set(i, {channelsOf(layer, input.value, begin, begin + sizes[i]), input.axes});
    begin += sizes[i];
  }
}

namespace {

/// What is left of an axis.
struct Part {
  int64_t begin, size;
};

} // namespace

/// From offsets at both ends and sizes, of which -233 is all that is left.
static Part partOf(const LayerText &text, size_t axis, int64_t extent) {
  constexpr std::array<int64_t, 3> offsets = {2, 1, 0}, sizes = {5, 4, 3}, endOffsets = {8, 7, 6};
  constexpr int64_t rest = -233;
  int64_t begin = text.integer(offsets[axis], 0), size = text.integer(sizes[axis], 0);
  int64_t left = extent - begin - text.integer(endOffsets[axis], 0);
  return {begin, size == rest ? left : std::min(size, left)};
}

/// From starts and ends of some axes, as numpy has them.
static std::array<Part, 3> slicedParts(const LayerText &text, const std::array<int64_t, 3> &extents) {
  List starts = *text.integers(9), ends = text.integers(10).value_or(List()), axes = text.integers(11).value_or(List());
  constexpr int64_t whole = -233;
  std::array<Part, 3> parts = {Part{0, extents[0]}, Part{0, extents[1]}, Part{0, extents[2]}};
  if (axes.empty())
    axes = {0, 1, 2};
  if (starts.size() < axes.size() || ends.size() < axes.size())
    throw Refusal{"it has fewer starts or ends than axes", text.spanOf(9)};
  for (size_t i = 0; i < axes.size(); ++i) {
    int64_t axis = axes[i] < 0 ? axes[i] + 3 : axes[i];
    if (axis < 0 || axis > 2)
      throw Refusal{fmt::format("there is no axis {}", axes[i]), text.spanOf(11)};
    int64_t extent = extents[size_t(axis)], start = starts[i] == whole ? 0 : starts[i];
    int64_t end = ends[i] == whole ? extent : ends[i];
    int64_t begin = start >= 0 ? start : extent + start;
    parts[size_t(axis)] = {begin, std::min(extent, end > 0 ? end : extent + end) - begin};
  }
  return parts;
}

void importCrop(Layer &layer) {
  const LayerText &text = layer.parameters();
  if (layer.inputs() > 1)
    throw Refusal{"its size is that of another blob"};
  for (int64_t id : {13, 14, 15})
    text.find(id); // of a fourth axis
  DraftValue value = layer.image();
  const layers::Shape shape = layer.shapeOf(value);
  const std::array<int64_t, 3> extents = {shape.channels, shape.height, shape.width};
  std::array<Part, 3> parts;
  for (size_t axis = 0; axis < 3; ++axis)
    parts[axis] = partOf(text, axis, extents[axis]);
  if (text.integers(9))
    parts = slicedParts(text, extents);
  for (size_t axis = 0; axis < 3; ++axis)
    if (parts[axis].begin < 0 || parts[axis].size < 1 || parts[axis].begin + parts[axis].size > extents[axis])
      throw Refusal{fmt::format("it takes {} from {} on, of {}", parts[axis].size, parts[axis].begin, extents[axis])};
  const auto &[channels, rows, columns] = parts;
  value = channelsOf(layer, value, channels.begin, channels.begin + channels.size);
  if (rows.size < shape.height || columns.size < shape.width)
    value = layer.add({.keyword = "crop",
                       .operands = {value},
                       .arguments = {{"top", rows.begin},
                                     {"left", columns.begin},
                                     {"bottom", shape.height - rows.begin - rows.size},
                                     {"right", shape.width - columns.begin - columns.size}}});
  layer.setImage(value);
}

void importPadding(Layer &layer) {
  const LayerText &text = layer.parameters();
  int64_t kind = text.integer(4, 0);
  if (kind < 0 || kind > 2)
    throw Refusal{fmt::format("its type is {}", kind), text.spanOf(4)};
  layer.refuseUnless(6, 0, "it has a value for each channel");
  layer.refuseUnless(7, 0, "it adds channels");
  layer.refuseUnless(8, 0, "it adds channels");
  List sides = {text.integer(0, 0), text.integer(2, 0), text.integer(1, 0), text.integer(3, 0)};
  double with = text.number(5, 0);
  DraftValue value = layer.image();
  LayerRequest pad{.keyword = "pad",
                   .operands = {value},
                   .arguments = {{"top", sides[0]}, {"left", sides[1]}, {"bottom", sides[2]}, {"right", sides[3]}}};
  if (kind == 0)
    pad.arguments["value"] = with;
  else
    pad.arguments["mode"] = std::string(kind == 1 ? "replicate" : "reflect");
  if (sides != List{0, 0, 0, 0})
    value = layer.add(std::move(pad));
  layer.setImage(value);
}

static DraftValue shuffled(Layer &layer, DraftValue value, int64_t groups) {
  if (groups == 1 || groups == layer.shapeOf(value).channels)
    return value;
  return layer.add({.keyword = "channel_shuffle", .operands = {value}, .arguments = {{"groups", groups}}});
}

/// In mode 1 the pixels of a square are farther apart than the channels.
void importPixelShuffle(Layer &layer) {
  int64_t factor = layer.parameters().integer(0, 1), mode = layer.parameters().integer(1, 0);
  DraftValue value = layer.image();
  if (factor < 1 || factor > geometry::maxExtent || layer.shapeOf(value).channels % (factor * factor) != 0)
    throw Refusal{fmt::format("its channels do not divide into squares of {}", factor), layer.parameters().spanOf(0)};
  if (mode != 0)
    value = shuffled(layer, value, factor * factor);
  if (factor > 1)
    value = layer.add({.keyword = "pixel_shuffle", .operands = {value}, .arguments = {{"factor", factor}}});
  layer.setImage(value);
}

void importReorg(Layer &layer) {
  int64_t factor = layer.parameters().integer(0, 1), mode = layer.parameters().integer(1, 0);
  DraftValue value = layer.image();
  int64_t channels = layer.shapeOf(value).channels;
  if (factor != 1)
    value = layer.add({.keyword = "pixel_unshuffle", .operands = {value}, .arguments = {{"factor", factor}}});
  if (mode != 0)
    value = shuffled(layer, value, channels);
  layer.setImage(value);
}

void importShuffleChannel(Layer &layer) {
  int64_t groups = layer.parameters().integer(0, 1);
  bool isReversed = layer.parameters().integer(1, 0) != 0;
  DraftValue value = layer.image();
  int64_t channels = layer.shapeOf(value).channels;
  if (groups < 1 || channels % groups != 0)
    throw Refusal{fmt::format("{} channels do not divide into {} groups", channels, groups),
                  layer.parameters().spanOf(0)};
  layer.setImage(shuffled(layer, value, isReversed ? channels / groups : groups));
}

void importFlatten(Layer &layer) { layer.setRow(layer.row()); }

/// The extent that a reshape means by `written`: 0 is that of the input, -1 what is left.
static int64_t extentOf(int64_t written, int64_t input) { return written == 0 ? input : written; }

void importReshape(Layer &layer) {
  const LayerText &text = layer.parameters();
  constexpr int64_t none = -233;
  layer.refuseUnless(3, 0, "it puts axes into another order");
  int64_t width = text.integer(0, none), height = text.integer(1, none), channels = text.integer(2, none);
  if (text.integer(11, none) != none || (channels == none && height != none))
    throw Refusal{"its result has 2 axes or 4, and those of 1 and 3 are built"};
  const Blob input = layer.blob(0);
  const layers::Shape shape = layer.shapeOf(input.value);
  bool isRow = input.axes == 1;
  int64_t total = shape.elements();
  width = extentOf(width, isRow ? shape.channels : shape.width);
  if (height == none && (width == -1 || width == total))
    return layer.setRow(layer.row());
  height = extentOf(height, isRow ? 1 : shape.height);
  channels = extentOf(channels, isRow ? 1 : shape.channels);
  for (int64_t *extent : {&width, &height, &channels})
    if (int64_t rest = std::abs(width * height * channels); *extent == -1 && rest > 0)
      *extent = total / rest;
  if (!isRow && layers::Shape{channels, height, width} == shape)
    return layer.setImage(input.value);
  if (channels != total || height != 1 || width != 1)
    throw Refusal{fmt::format("it makes {} x {} x {} of {} x {} x {}, which no layer does", channels, height, width,
                              shape.channels, shape.height, shape.width)};
  layer.setImage(layer.row());
}

} // namespace evenstride::interchange::ncnn
