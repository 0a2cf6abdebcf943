// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reading and bounding of window attributes.
#include "interchange/onnx/WindowAttributes.h"

#include "geometry/Division.h"

#include <fmt/format.h>

#include <algorithm>

namespace evenstride::interchange::onnx {

using List = std::vector<int64_t>;

static void checkBounds(std::string_view attribute, const List &values, int64_t least) {
  for (int64_t value : values)
    if (value < least || value > geometry::maxExtent)
      throw Refusal{fmt::format("its `{}` cannot be {}", attribute, value)};
}

List overPlane(const Node &node, const List &given, int64_t neutral) {
  if (!node.isLine())
    return given;
  List plane;
  for (int64_t value : given)
    for (int64_t each : node.isUpright() ? List{value, neutral} : List{neutral, value})
      plane.push_back(each);
  return plane;
}

List pairOf(const Node &node, std::string_view attribute, int64_t otherwise) {
  auto given = node.integers(attribute);
  List pair = given ? overPlane(node, *given, otherwise) : List{otherwise, otherwise};
  if (pair.size() != 2)
    throw Refusal{fmt::format("its `{}` has {} numbers; windows over 2 axes are built", attribute, pair.size())};
  checkBounds(attribute, pair, std::min<int64_t>(otherwise, 1));
  return pair;
}

WindowAttributes windowAttributes(const Node &node, List kernel) {
  checkBounds("kernel_shape", kernel, 1);
  return {std::move(kernel), pairOf(node, "strides", 1), pairOf(node, "dilations", 1)};
}

List writtenPads(const Node &node) {
  auto given = node.integers("pads");
  List pads = given ? overPlane(node, *given, 0) : List(4, 0);
  if (pads.size() != 4)
    throw Refusal{fmt::format("its `pads` has {} numbers; windows over 2 axes have 4", pads.size())};
  checkBounds("pads", pads, 0);
  return pads;
}

List padsOf(const Node &node, const WindowAttributes &window, const layers::Shape &input) {
  std::string automatic = node.word("auto_pad", "NOTSET");
  if (automatic == "NOTSET" || automatic.empty())
    return writtenPads(node);
  if (automatic == "VALID")
    return List(4, 0);
  if (automatic != "SAME_UPPER" && automatic != "SAME_LOWER")
    throw Refusal{fmt::format("its `auto_pad` is `{}`, which is not known", automatic)};
  List pads(4);
  for (size_t axis = 0; axis < 2; ++axis) {
    int64_t extent = axis == 0 ? input.height : input.width;
    int64_t steps = geometry::ceilDivide(extent, window.stride[axis]) - 1;
    int64_t reach = steps * window.stride[axis] + (window.kernel[axis] - 1) * window.dilation[axis] + 1;
    int64_t total = std::max<int64_t>(0, reach - extent), smaller = total / 2;
    pads[axis] = automatic == "SAME_UPPER" ? smaller : total - smaller;
    pads[axis + 2] = total - pads[axis];
  }
  return pads;
}

std::map<std::string, layers::Value, std::less<>> argumentsOf(const WindowAttributes &window, List pads) {
  return {
      {"kernel", window.kernel}, {"stride", window.stride}, {"dilation", window.dilation}, {"pad", std::move(pads)}};
}

} // namespace evenstride::interchange::onnx
