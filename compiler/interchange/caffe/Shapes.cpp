// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Layers that move no number, or only the places of numbers.
#include "interchange/caffe/Types.h"

#include <fmt/format.h>

#include <algorithm>

namespace evenstride::interchange::caffe {

using List = std::vector<int64_t>;

void importFlatten(Layer &layer) {
  layer.expectBlobs(1, 1);
  Fields &fields = layer.parameters("flatten_param");
  List shape = layer.bottom(0).shape(), target;
  size_t first = axisOf(fields.integer("axis", 1), shape.size());
  size_t last = axisOf(fields.integer("end_axis", -1), shape.size());
  if (last < first)
    throw Refusal{"its last axis comes before its first", fields.placeOf("end_axis")};
  for (size_t i = 0; i < shape.size(); ++i)
    if (i > first && i <= last)
      target.back() *= shape[i];
    else
      target.push_back(shape[i]);
  layer.set(0, reshaped(layer.bottom(0), target));
}

void importReshape(Layer &layer) {
  layer.expectBlobs(1, 1);
  Fields &fields = layer.parameters("reshape_param");
  auto shapes = fields.messages("shape");
  List from = layer.bottom(0).shape();
  auto rank = int64_t(from.size());
  int64_t axis = fields.integer("axis", 0), axes = fields.integer("num_axes", -1);
  int64_t begin = axis < 0 ? axis + rank + 1 : axis, end = axes < 0 ? rank : begin + axes;
  if (shapes.size() != 1)
    throw Refusal{"it has no `shape`"};
  if (begin < 0 || axes < -1 || axes > rank || begin > rank || end > rank)
    throw Refusal{fmt::format("there are no {} axes from axis {} on", axes, axis), fields.placeOf("axis")};
  Fields shape(shapes[0]);
  List written = shape.integers("dim");
  if (!shape.unread().empty())
    throw Refusal{"its shape has a field that is not known", shape.unread()[0]->nameSpan};
  layer.set(0, reshapedPart(layer.bottom(0), {size_t(begin), size_t(end)}, std::move(written)));
}

void importPermute(Layer &layer) {
  layer.expectBlobs(1, 1);
  List order = layer.parameters("permute_param").integers("order");
  for (int64_t axis = 0; axis < int64_t(layer.bottom(0).axes.size()); ++axis)
    if (std::ranges::find(order, axis) == order.end()) // those not named follow in order
      order.push_back(axis);
  layer.set(0, transposed(layer.bottom(0), order));
}

} // namespace evenstride::interchange::caffe
