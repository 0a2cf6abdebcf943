// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which layer takes a part along which axis.
#include "interchange/Parts.h"

#include <fmt/format.h>

namespace evenstride::interchange {

void Cutter::cut(const Part &part) {
  const layers::Shape shape = builder.shapeOf(value);
  const int64_t extents[] = {0, shape.channels, shape.height, shape.width};
  if (part.axis == 0)
    throw Refusal{"it takes some images of the batch"};
  int64_t extent = extents[part.axis];
  if (part.begin == 0 && part.end == extent)
    return;
  if (part.begin < 0 || part.end > extent || part.begin >= part.end)
    throw Refusal{fmt::format("nothing is left of its input between {} and {}", part.begin, part.end)};
  if (part.axis == 1) {
    value = builder.add({.keyword = "slice",
                         .operands = {value},
                         .arguments = {{"channels", std::vector<int64_t>{part.begin, part.end}}}});
    return;
  }
  crop[part.axis == 2 ? "top" : "left"] = part.begin;
  crop[part.axis == 2 ? "bottom" : "right"] = extent - part.end;
}

DraftValue Cutter::result() {
  if (!crop.empty())
    value = builder.add({.keyword = "crop", .operands = {value}, .arguments = std::move(crop)});
  crop.clear();
  return value;
}

} // namespace evenstride::interchange
