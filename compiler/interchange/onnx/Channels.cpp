// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Cutting of channels, rows and columns, and what is put around them.
#include "interchange/Parts.h"
#include "interchange/onnx/Operators.h"

#include <fmt/format.h>

#include <algorithm>

namespace evenstride::interchange::onnx {

using List = std::vector<int64_t>;

namespace {

/// A tensor that is cut along the channels, or the rows and columns, of its value.
class TensorCutter {
public:
  TensorCutter(Node &node, size_t input)
      : node(node), tensor(node.plain(input)), cutter(node.builder(), tensor.value()) {}

  /// Every `step`th element of a part.
  void cut(Part part, int64_t step = 1) {
    Base base = tensor.bases[part.axis];
    if (step != 1)
      part.end = stepAlong(base, part, step);
    if (base != Base::Batch || part.begin != 0 || part.end != tensor.view.shape()[part.axis])
      cutter.cut({size_t(base), part.begin, part.end});
  }

  View view() {
    DraftValue value = cutter.result();
    if (steps != List{1, 1}) // a maximum of one pixel each
      value = node.builder().add(
          {.keyword = "max_pool", .operands = {value}, .arguments = {{"kernel", List{1, 1}}, {"stride", steps}}});
    return tensor.with(value, node.shapeOf(value));
  }

private:
  /// The end of the part where its last element is one that is taken.
  int64_t stepAlong(Base base, const Part &part, int64_t step) {
    if ((base != Base::Rows && base != Base::Columns) || step < 1 || step > geometry::maxExtent)
      throw Refusal{
          fmt::format("its step along axis {} is {}; other steps than 1 are along rows and columns", part.axis, step)};
    steps[base == Base::Rows ? 0 : 1] = step;
    return part.end <= part.begin ? part.end : part.begin + (part.end - part.begin - 1) / step * step + 1;
  }

  Node &node;
  PlainTensor tensor;
  Cutter cutter;
  List steps = {1, 1}; // down, across
};

} // namespace

/// Sizes of the parts of a Split.
static List partsOf(const Node &node, int64_t extent) {
  if (auto written = node.integersFrom("split", 1))
    return *written;
  auto parts = node.integer("num_outputs", int64_t(node.outputs()));
  if (parts < 1 || parts > extent)
    throw Refusal{fmt::format("{} elements do not go into {} parts", extent, parts)};
  int64_t each = extent / parts + (extent % parts != 0); // the last part may be smaller
  List sizes(size_t(parts), each);
  sizes.back() = extent - each * (parts - 1);
  return sizes;
}

void importSplit(Node &node) {
  const View view = node.view(0);
  size_t axis = axisOf(node.integer("axis", 0), view.axes.size());
  List shape = view.shape(), sizes = partsOf(node, shape[axis]);
  int64_t begin = 0;
  bool sensible = std::ranges::all_of(sizes, [&](int64_t size) { return size >= 0 && size <= shape[axis]; });
  if (sizes.size() < node.outputs() || !sensible)
    throw Refusal{"its parts do not fit its input or its outputs"};
  for (size_t i = 0; i < node.outputs(); ++i) {
    TensorCutter cutter(node, 0);
    cutter.cut({axis, begin, begin + sizes[i]});
    begin += sizes[i];
    node.set(i, cutter.view());
  }
}

/// A bound of a slice, counted from the end where it is negative, and within the axis.
static int64_t bounded(int64_t bound, int64_t extent) {
  return std::clamp<int64_t>(bound < 0 ? bound + extent : bound, 0, extent);
}

void importSlice(Node &node) {
  auto starts = node.integersFrom("starts", 1), ends = node.integersFrom("ends", 2),
       axes = node.integersFrom("axes", 3);
  auto steps = node.has(4) ? std::optional(node.integersAt(4)) : std::nullopt;
  if (!starts || !ends || starts->size() != ends->size() || (axes && axes->size() != starts->size()) ||
      (steps && steps->size() != starts->size()))
    throw Refusal{"its bounds do not go together"};
  List shape = node.view(0).shape();
  TensorCutter cutter(node, 0);
  for (size_t i = 0; i < starts->size(); ++i) {
    size_t axis = axes ? axisOf((*axes)[i], shape.size()) : axisOf(int64_t(i), shape.size());
    cutter.cut({axis, bounded((*starts)[i], shape[axis]), bounded((*ends)[i], shape[axis])}, steps ? (*steps)[i] : 1);
  }
  node.set(cutter.view());
}

/// Amounts by axis: before all, then after all.
static List padAmounts(const Node &node, size_t rank) {
  auto given = node.integersFrom("pads", 1);
  if (!given)
    throw Refusal{"it has no `pads`"};
  if (!node.has(3))
    return *given;
  List axes = node.integersAt(3), all(2 * rank, 0);
  if (given->size() != 2 * axes.size())
    throw Refusal{"its `pads` do not fit its axes"};
  for (size_t i = 0; i < axes.size(); ++i) {
    all[axisOf(axes[i], rank)] = (*given)[i];
    all[axisOf(axes[i], rank) + rank] = (*given)[i + axes.size()];
  }
  return all;
}

static List negated(List pads) {
  for (int64_t &pad : pads)
    pad = -pad;
  return pads;
}

/// The positive ones of `pads` as arguments of `pad` and `crop`.
static std::map<std::string, layers::Value, std::less<>> borders(const PlainTensor &tensor, const List &pads) {
  std::map<std::string, layers::Value, std::less<>> arguments;
  for (size_t i = 0; i < pads.size(); ++i) {
    Base base = tensor.bases[i % tensor.bases.size()];
    bool isBefore = i < tensor.bases.size();
    if (base != Base::Rows && base != Base::Columns && pads[i] != 0)
      throw Refusal{"it pads other axes than rows and columns of images"};
    if (base == Base::Rows)
      arguments[isBefore ? "top" : "bottom"] = std::max<int64_t>(0, pads[i]);
    else if (base == Base::Columns)
      arguments[isBefore ? "left" : "right"] = std::max<int64_t>(0, pads[i]);
  }
  return arguments;
}

/// The word of `pad` for a mode of ONNX.
static std::string padMode(const Node &node) {
  std::string mode = node.word("mode", "constant");
  if (mode == "edge")
    return "replicate";
  if (mode != "constant" && mode != "reflect")
    throw Refusal{fmt::format("its mode is `{}`; `constant`, `reflect` and `edge` are built", mode)};
  return mode;
}

/// Whether rows and columns are cut off, and whether some are added.
struct PadDirections {
  bool cuts, adds;
};

static PadDirections directionsOf(const List &pads) {
  return {std::ranges::any_of(pads, [](int64_t pad) { return pad < 0; }),
          std::ranges::any_of(pads, [](int64_t pad) { return pad > 0; })};
}

void importPad(Node &node) {
  const std::string mode = padMode(node);
  List pads = padAmounts(node, node.view(0).axes.size());
  for (int64_t pad : pads)
    if (pad < -geometry::maxExtent || pad > geometry::maxExtent)
      throw Refusal{fmt::format("it pads by {}", pad)};
  auto [cuts, adds] = directionsOf(pads);
  if (!cuts && !adds) {
    node.set(node.value(0));
    return;
  }
  if (cuts && adds && mode != "constant")
    throw Refusal{fmt::format("it cuts off and adds in the mode `{}`", node.word("mode", ""))};
  PlainTensor tensor = node.plain(0);
  if (pads.size() != 2 * tensor.bases.size())
    throw Refusal{"its `pads` do not fit its input"};
  DraftValue result = tensor.value();
  if (cuts)
    result = node.builder().add({.keyword = "crop", .operands = {result}, .arguments = borders(tensor, negated(pads))});
  if (adds) {
    auto arguments = borders(tensor, pads);
    if (mode == "constant")
      arguments["value"] = node.has(2) ? node.scalarAt(2) : node.number("value", 0);
    else
      arguments["mode"] = mode;
    result = node.builder().add({.keyword = "pad", .operands = {result}, .arguments = std::move(arguments)});
  }
  node.set(tensor.with(result, node.shapeOf(result)));
}

} // namespace evenstride::interchange::onnx
