// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pools over windows and over whole images.
#include "interchange/CountingPool.h"
#include "interchange/onnx/Operators.h"
#include "interchange/onnx/WindowAttributes.h"

#include <fmt/format.h>

namespace evenstride::interchange::onnx {

using List = std::vector<int64_t>;

static Rounding roundingOf(const Node &node) {
  return node.integer("ceil_mode", 0) != 0 ? Rounding::Up : Rounding::Down;
}

static LayerRequest poolRequest(Node &node, std::string_view keyword) {
  auto written = node.integers("kernel_shape");
  List kernel = overPlane(node, written.value_or(List()), 1);
  if (kernel.size() != 2)
    throw Refusal{"it is no pool over lines, or over rows and columns"};
  WindowAttributes window = windowAttributes(node, kernel);
  DraftValue input = node.image(0);
  return {.keyword = keyword,
          .operands = {input},
          .arguments = argumentsOf(window, padsOf(node, window, node.shapeOf(input))),
          .unit = node.title()};
}

void importMaxPool(Node &node) {
  if (node.isUsed(1))
    throw Refusal{"its indices are used, and no layer gives them"};
  node.setImage(node.builder().addWindow(poolRequest(node, "max_pool"), roundingOf(node)));
}

void importAveragePool(Node &node) {
  LayerRequest request = poolRequest(node, "avg_pool");
  bool counts = node.integer("count_include_pad", 0) != 0;
  node.setImage(counts ? addCountingPool(node.builder(), std::move(request), roundingOf(node))
                       : node.builder().addWindow(std::move(request), roundingOf(node)));
}

void importGlobalPool(Node &node) {
  const char *keyword = node.op() == "GlobalMaxPool" ? "global_max_pool" : "global_avg_pool";
  node.setImage(node.builder().add({.keyword = keyword, .operands = {node.image(0)}}));
}

/// By axis: whether a reduction is over it. Without any, it is over all.
static std::vector<bool> reducedAxes(const Node &node, size_t rank) {
  List written = node.integersFrom("axes", 1).value_or(List());
  std::vector<bool> reduced(rank, written.empty() && node.integer("noop_with_empty_axes", 0) == 0);
  for (int64_t axis : written)
    reduced[axisOf(axis, rank)] = true;
  return reduced;
}

/// One value of all rows, of all columns, or of both.
static DraftValue reduce(Node &node, DraftValue input, bool rows, bool columns) {
  bool isMaximum = node.op() == "ReduceMax";
  const layers::Shape shape = node.shapeOf(input);
  if ((rows || shape.height == 1) && (columns || shape.width == 1))
    return node.builder().add({.keyword = isMaximum ? "global_max_pool" : "global_avg_pool", .operands = {input}});
  return node.builder().add(
      {.keyword = isMaximum ? "max_pool" : "avg_pool",
       .operands = {input},
       .arguments = {{"kernel", List{rows ? shape.height : 1, columns ? shape.width : 1}}, {"stride", List{1, 1}}}});
}

void importReduce(Node &node) {
  PlainTensor tensor = node.plain(0);
  std::vector<bool> reduced = reducedAxes(node, tensor.bases.size());
  const View given = tensor.view;
  bool rows = false, columns = false;
  for (size_t axis = 0; axis < reduced.size(); ++axis) {
    if (!reduced[axis] || given.axes[axis].empty())
      continue;
    rows = rows || tensor.bases[axis] == Base::Rows;
    columns = columns || tensor.bases[axis] == Base::Columns;
    if (tensor.bases[axis] == Base::Channels || tensor.bases[axis] == Base::Batch)
      throw Refusal{fmt::format("it reduces axis {} of {}; reductions over rows and columns are built", axis,
                                shapeText(given.shape()))};
  }
  DraftValue result = rows || columns ? reduce(node, tensor.value(), rows, columns) : tensor.value();
  View view = tensor.with(result, node.shapeOf(result));
  if (node.integer("keepdims", 1) == 0)
    for (size_t axis = reduced.size(); axis-- > 0;)
      if (reduced[axis])
        view.axes.erase(view.axes.begin() + int64_t(axis));
  node.set(std::move(view));
}

} // namespace evenstride::interchange::onnx
