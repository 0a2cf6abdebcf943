// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where a network ends: layers that make boxes of its results, and the loss of its training.
#include "interchange/darknet/Layer.h"

#include <fmt/format.h>

#include <algorithm>

namespace evenstride::interchange::darknet {

/// Options of heads say how boxes are found, which is not done here.
static void passOverOptions(const Layer &layer) {
  for (const Option &option : layer.options().options)
    option.isRead = true;
}

/// What the head takes must be as much as its options say; Darknet holds the two against each other as well.
static void requireCount(int64_t given, int64_t boxes, int64_t numbers) {
  if (given != boxes * numbers)
    throw Refusal{
        fmt::format("{} boxes of {} numbers take {} channels, and {} come in", boxes, numbers, boxes * numbers, given)};
}

void importYolo(Layer &layer) {
  passOverOptions(layer);
  const Section &options = layer.options();
  int64_t classes = options.integer("classes", 20);
  int64_t boxes = options.find("mask") ? int64_t(options.integers("mask").size()) : options.integer("num", 1);
  int64_t coordinates = options.name == "yolo" ? 4 : 8; // four numbers, and how sure each of them is
  DraftValue value = layer.input();
  requireCount(layer.shapeOf(value).channels, boxes, coordinates + 1 + classes);
  layer.end("yolo", value);
}

void importRegion(Layer &layer) {
  passOverOptions(layer);
  const Section &options = layer.options();
  int64_t numbers = options.integer("coords", 4) + 1 + options.integer("classes", 20);
  DraftValue value = layer.input();
  requireCount(layer.shapeOf(value).channels, options.integer("num", 1), numbers);
  layer.end("region", value);
}

void importDetection(Layer &layer) {
  passOverOptions(layer);
  layer.end("detection", layer.input());
}

void importCost(Layer &layer) {
  passOverOptions(layer);
  layer.input();
  layer.remark("left out: it is the loss of the training");
  layer.end();
}

} // namespace evenstride::interchange::darknet
