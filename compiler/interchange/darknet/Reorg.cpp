// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Darknet's [reorg], which YOLOv2 has. It takes the memory of [C, H, W] for that of [C/4, 2H, 2W], makes each square of
// 2 x 2 there four channels, and takes what comes out for [4C, H/2, W/2]. So two rows of the input are one row of the
// other image, and with an odd H/2 rows move on to the next channel. Written here with layers that move values:
//
// Put the channels of a pair (2i, 2i + 1) below each other. Then channels of the result, put so too, are rows 4u + 2a
// and 4u + 2a + 1 of even (b = 0) or odd (b = 1) columns, for a, b = 0, 1. If H/2 is even no pair is needed, as 4
// divides H.
#include "interchange/darknet/Layer.h"

#include <fmt/format.h>

#include <array>

namespace evenstride::interchange::darknet {

namespace {

using List = std::vector<int64_t>;
using ByColumn = std::array<DraftValue, 2>; // of even columns, of odd ones

class Reorg {
public:
  Reorg(Layer &layer, DraftValue input) : layer(layer), input(input), shape(layer.shapeOf(input)) {}

  DraftValue write() {
    std::vector<DraftValue> parts;
    if (shape.height % 4 != 0)
      splitPairs();
    for (int64_t a : {0, 1}) {
      ByColumn part = shape.height % 4 == 0 ? evenPart(a) : oddPart(a);
      parts.insert(parts.end(), part.begin(), part.end());
    }
    return layer.add({.keyword = "concat", .operands = parts});
  }

private:
  DraftValue sides(std::string_view keyword, DraftValue value, int64_t top, int64_t bottom, int64_t right = 0) {
    if (top == 0 && bottom == 0 && right == 0)
      return value;
    return layer.add(
        {.keyword = keyword, .operands = {value}, .arguments = {{"top", top}, {"bottom", bottom}, {"right", right}}});
  }
  DraftValue slice(DraftValue value, int64_t begin, int64_t end) {
    return layer.add({.keyword = "slice", .operands = {value}, .arguments = {{"channels", List{begin, end}}}});
  }
  DraftValue moved(std::string_view keyword, DraftValue value, const char *parameter, int64_t argument) {
    return layer.add({.keyword = keyword, .operands = {value}, .arguments = {{parameter, argument}}});
  }

  /// Rows 4u and 4u + 1 of an image without the first `skip` of them, as many as the result has.
  ByColumn rowPairs(DraftValue value, int64_t skip) {
    const layers::Shape size = layer.shapeOf(value);
    int64_t channels = size.channels, below = (4 - size.height % 4) % 4, behind = (4 - size.width % 4) % 4;
    value = sides("pad", value, 0, below, behind);
    for (int step = 0; step < 2; ++step) // channels by row of two, column of two, pair of rows, pair of columns
      value = moved("pixel_unshuffle", value, "factor", 2);
    value = moved("channel_shuffle", value, "groups", 2 * channels); // what follows the row of two comes first
    ByColumn result;
    for (int64_t column : {0, 1}) {
      DraftValue part = slice(value, column * 8 * channels, column * 8 * channels + 4 * channels);
      part = moved("pixel_shuffle", moved("channel_shuffle", part, "groups", 2), "factor", 2);
      const layers::Shape whole = layer.shapeOf(part);
      int64_t rows = shape.height / 2, columns = shape.width / 2;
      result[size_t(column)] = sides("crop", part, skip, whole.height - skip - rows, whole.width - columns);
    }
    return result;
  }

  /// The first channels of all pairs, and the second ones.
  void splitPairs() {
    int64_t pairs = shape.channels / 2;
    DraftValue byParity = moved("channel_shuffle", input, "groups", pairs);
    first = slice(byParity, 0, pairs);
    second = slice(byParity, pairs, 2 * pairs);
  }

  ByColumn evenPart(int64_t a) { return rowPairs(sides("crop", input, 2 * a, 0), 0); }

  /// Of each pair of channels, what comes from the first one and what comes from the second.
  ByColumn oddPart(int64_t a) {
    const int64_t height = shape.height;
    DraftValue upper = first, lower = second;
    if (a == 1) { // the first row of the second channel behind the others
      DraftValue next = sides("pad", sides("crop", second, 0, height - 1), height - 2, 0);
      upper = sum(sides("pad", sides("crop", first, 2, 0), 0, 1), next);
    } else { // the last row of the first channel ahead of the others
      DraftValue last = sides("pad", sides("crop", first, height - 1, 0), 1, height);
      lower = sum(sides("pad", second, 2, 0), last);
    }
    ByColumn one = rowPairs(upper, 0), other = rowPairs(lower, 1), result;
    for (size_t column : {0, 1})
      result[column] = moved("channel_shuffle",
                             layer.add({.keyword = "concat", .operands = {one[column], other[column]}}), "groups", 2);
    return result;
  }

  DraftValue sum(DraftValue one, DraftValue other) { return layer.add({.keyword = "add", .operands = {one, other}}); }

  Layer &layer;
  DraftValue input;
  layers::Shape shape;
  DraftValue first = -1, second = -1;
};

} // namespace

void importReorg(Layer &layer) {
  int64_t stride = layer.options().integer("stride", 1);
  layer.refuseIf("reverse", "the way back is not built");
  layer.refuseIf("flatten", "it puts pixels ahead of channels");
  layer.refuseIf("extra", "it adds values that stand nowhere");
  DraftValue value = layer.input();
  if (stride == 1)
    return layer.result(value);
  const layers::Shape shape = layer.shapeOf(value);
  if (stride != 2)
    throw Refusal{fmt::format("`stride`: it is built for 2, and this is {}", stride),
                  layer.options().find("stride")->valueSpan};
  if (shape.channels % 4 != 0 || shape.height % 2 != 0 || shape.width % 2 != 0 || shape.height < 4)
    throw Refusal{fmt::format("{} x {} x {} do not divide into squares and fours of channels", shape.channels,
                              shape.height, shape.width)};
  layer.remark(
      "written as moves of rows: it takes its input's memory for that of an image with a fourth of the channels");
  layer.result(Reorg(layer, value).write());
}

} // namespace evenstride::interchange::darknet
