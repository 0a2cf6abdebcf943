// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pools over windows and over whole images.
#include "interchange/CountingPool.h"
#include "interchange/onnx/Operators.h"
#include "interchange/onnx/WindowAttributes.h"

#include <algorithm>

namespace evenstride::interchange::onnx {

using List = std::vector<int64_t>;

static Rounding roundingOf(const Node &node) {
  return node.integer("ceil_mode", 0) != 0 ? Rounding::Up : Rounding::Down;
}

static LayerRequest poolRequest(Node &node, std::string_view keyword) {
  auto kernel = node.integers("kernel_shape");
  if (!kernel || kernel->size() != 2)
    throw Refusal{"it is no pool over 2 axes"};
  WindowAttributes window = windowAttributes(node, *kernel);
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

void importReduce(Node &node) {
  size_t rank = node.view(0).axes.size();
  auto written = node.integersFrom("axes", 1);
  if (!written || rank != 4)
    throw Refusal{"reductions over rows and columns of images are built, and no others"};
  std::vector<size_t> axes;
  for (int64_t axis : *written)
    axes.push_back(axisOf(axis, rank));
  std::ranges::sort(axes);
  if (axes != std::vector<size_t>{2, 3})
    throw Refusal{"reductions over rows and columns of images are built, and no others"};
  const char *keyword = node.op() == "ReduceMax" ? "global_max_pool" : "global_avg_pool";
  DraftValue result = node.builder().add({.keyword = keyword, .operands = {node.image(0)}});
  if (node.integer("keepdims", 1) != 0)
    node.setImage(result);
  else
    node.setRow(result);
}

} // namespace evenstride::interchange::onnx
