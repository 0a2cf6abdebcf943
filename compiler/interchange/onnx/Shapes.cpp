// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Operators that move no number, or only the places of numbers.
#include "interchange/onnx/Operators.h"

#include "onnx.pb.h"

#include <fmt/format.h>

#include <algorithm>

namespace evenstride::interchange::onnx {

using List = std::vector<int64_t>;

/// The target of a Reshape: 0 keeps an extent (unless zeros are allowed), one -1 takes what is left.
static List resolvedShape(const Node &node, List target, const List &from) {
  int64_t known = 1, all = elementsOf(from);
  std::optional<size_t> open;
  for (size_t i = 0; i < target.size(); ++i) {
    if (target[i] == 0 && node.integer("allowzero", 0) == 0) {
      if (i >= from.size())
        throw Refusal{"its shape keeps an axis that is not there"};
      target[i] = from[i];
    }
    if (target[i] == -1 && !open)
      open = i;
    else if (target[i] < 1 || __builtin_mul_overflow(known, target[i], &known))
      throw Refusal{"its shape makes no sense"};
  }
  if (open && all % known == 0)
    target[*open] = all / known;
  if (elementsOf(target) != all)
    throw Refusal{fmt::format("its shape has {} elements, and its input {}", open ? known : elementsOf(target), all)};
  return target;
}

/// Whether the shape cuts the tensor's axes in pieces of them.
static bool cutsEvenly(const View &view, const List &target) {
  try {
    reshaped(view, target);
    return true;
  } catch (const Refusal &) {
    return false;
  }
}

/// The tensor as one row of each image, which can be cut anywhere.
static View asRow(Node &node, const View &view) {
  List rows = {node.batch(), elementsOf(view.shape()) / node.batch()};
  DraftValue row = rowOf(reshaped(view, rows), node.builder());
  return plainView(row, node.shapeOf(row), node.batch(), 2);
}

/// The tensor in another shape. Images that were rearranged before become a layer's result where rows follow, since
/// those have to be in order.
static View inShape(Node &node, const List &target) {
  View view = node.view(0);
  if (target.size() == 2 && view.axes.size() == 4 && !isInOrder(view)) {
    DraftValue value = orderedOf(view, node.builder());
    view = plainView(value, node.shapeOf(value), node.batch(), 4);
  }
  return reshaped(cutsEvenly(view, target) ? view : asRow(node, view), target);
}

void importReshape(Node &node) {
  auto shape = node.integersFrom("shape", 1);
  if (!shape)
    throw Refusal{"it has no shape"};
  node.set(inShape(node, resolvedShape(node, *shape, node.view(0).shape())));
}

void importFlatten(Node &node) {
  List shape = node.view(0).shape();
  int64_t given = node.integer("axis", 1), rank = int64_t(shape.size());
  int64_t axis = given < 0 ? given + rank : given;
  if (axis < 0 || axis > rank)
    throw Refusal{fmt::format("there is no axis {} of {}", given, rank)};
  List target = {1, 1};
  for (int64_t i = 0; i < rank; ++i)
    target[i < axis ? 0 : 1] *= shape[size_t(i)];
  node.set(inShape(node, target));
}

void importSqueeze(Node &node) {
  List shape = node.view(0).shape(), target;
  auto axes = node.integersFrom("axes", 1);
  for (size_t i = 0; i < shape.size(); ++i) {
    bool isNamed = axes && std::ranges::any_of(*axes, [&](int64_t axis) { return axisOf(axis, shape.size()) == i; });
    if (isNamed && shape[i] != 1)
      throw Refusal{fmt::format("it drops an axis of {} elements", shape[i])};
    if (!isNamed && (axes || shape[i] != 1))
      target.push_back(shape[i]);
  }
  node.set(reshaped(node.view(0), target));
}

void importUnsqueeze(Node &node) {
  List shape = node.view(0).shape();
  auto axes = node.integersFrom("axes", 1);
  if (!axes)
    throw Refusal{"it has no axes"};
  std::vector<size_t> places;
  for (int64_t axis : *axes)
    places.push_back(axisOf(axis, shape.size() + axes->size()));
  std::ranges::sort(places);
  for (size_t place : places)
    shape.insert(shape.begin() + int64_t(std::min(place, shape.size())), 1);
  node.set(reshaped(node.view(0), shape));
}

void importTranspose(Node &node) {
  List order = node.integers("perm").value_or(List());
  if (!node.attribute("perm"))
    for (size_t i = node.view(0).axes.size(); i-- > 0;)
      order.push_back(int64_t(i));
  node.set(transposed(node.view(0), order));
}

static int64_t blockSize(const Node &node, const List &shape) {
  int64_t size = node.integer("blocksize", 0);
  if (shape.size() != 4 || size < 1 || size > geometry::maxExtent)
    throw Refusal{"its `blocksize` or its input makes no sense"};
  return size;
}

void importDepthToSpace(Node &node) {
  List shape = node.view(0).shape();
  int64_t size = blockSize(node, shape);
  if (shape[1] % (size * size) != 0)
    throw Refusal{fmt::format("{} channels do not divide into squares of {}", shape[1], size)};
  int64_t channels = shape[1] / (size * size);
  std::string mode = node.word("mode", "DCR");
  if (mode != "DCR" && mode != "CRD")
    throw Refusal{fmt::format("its mode is `{}`", mode)};
  bool isDepthFirst = mode == "DCR";
  View cut = reshaped(node.view(0), isDepthFirst ? List{shape[0], size, size, channels, shape[2], shape[3]}
                                                 : List{shape[0], channels, size, size, shape[2], shape[3]});
  View moved = transposed(cut, isDepthFirst ? List{0, 3, 4, 1, 5, 2} : List{0, 1, 4, 2, 5, 3});
  View result = reshaped(moved, List{shape[0], channels, shape[2] * size, shape[3] * size});
  node.setImage(imageOf(result, node.builder()));
}

void importSpaceToDepth(Node &node) {
  List shape = node.view(0).shape();
  int64_t size = blockSize(node, shape);
  if (shape[2] % size != 0 || shape[3] % size != 0)
    throw Refusal{fmt::format("{} rows and {} columns do not divide into squares of {}", shape[2], shape[3], size)};
  View cut = reshaped(node.view(0), List{shape[0], shape[1], shape[2] / size, size, shape[3] / size, size});
  std::string mode = node.word("mode", "DCR");
  if (mode != "DCR" && mode != "CRD")
    throw Refusal{fmt::format("its mode is `{}`", mode)};
  View moved = transposed(cut, mode == "DCR" ? List{0, 3, 5, 1, 2, 4} : List{0, 1, 3, 5, 2, 4});
  View result = reshaped(moved, List{shape[0], shape[1] * size * size, shape[2] / size, shape[3] / size});
  node.setImage(imageOf(result, node.builder()));
}

void importShape(Node &node) {
  List shape = node.view(0).shape();
  auto rank = int64_t(shape.size());
  auto bound = [&](int64_t axis) { return std::clamp<int64_t>(axis < 0 ? axis + rank : axis, 0, rank); };
  int64_t begin = bound(node.integer("start", 0)), end = std::max(begin, bound(node.integer("end", rank)));
  List part(shape.begin() + begin, shape.begin() + end);
  auto count = int64_t(part.size());
  node.set(integerConstant({count}, std::move(part)));
}

void importIdentity(Node &node) { node.set(node.value(0)); }

void importDropout(Node &node) {
  if (node.isUsed(1))
    throw Refusal{"its mask is used"};
  double rate = node.has(1) ? node.scalarAt(1) : node.number("ratio", 0.5);
  if (rate != 0 && node.has(2) && node.constant(2).size() == 1 && node.constant(2).at(0) != 0)
    throw Refusal{"it is in training mode"};
  node.elementwise("dropout", {{"rate", rate}});
}

void importCast(Node &node) {
  if (!isFloatElement(int32_t(node.integer("to", 0))))
    throw Refusal{"it makes a computed tensor other than floats"};
  node.set(node.value(0));
}

void importExpand(Node &node) {
  List shape = node.view(0).shape(), target = node.integersAt(1);
  while (target.size() < shape.size())
    target.insert(target.begin(), 1);
  for (size_t i = 0; i < shape.size(); ++i)
    if (target.size() != shape.size() || (target[i] != 1 && target[i] != shape[i]))
      throw Refusal{"it repeats its input"};
  node.set(node.value(0));
}

} // namespace evenstride::interchange::onnx
