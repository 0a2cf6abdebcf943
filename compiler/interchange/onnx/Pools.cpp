// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pools over windows and over whole images.
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

/// How far a ceiling's last window reaches beyond the padding, along an axis.
static int64_t overhangOf(const geometry::Window &window, int64_t input) {
  geometry::Verdict verdict = place(window, input);
  if (verdict.span < 0 || verdict.remainder == 0 || verdict.faultClass == geometry::FaultClass::Parameter)
    return 0; // the builder has more to say about these
  return std::max<int64_t>(0, exactCeil(verdict).window.after - window.after);
}

/// A mean that counts its padding and rounds up: where a window overhangs the padding, which is not counted, a layer of
/// zeros and a pool that ignores the rest.
static void padFirst(Node &node, LayerRequest &request) {
  const layers::Shape shape = node.shapeOf(request.operands[0]);
  const List &pads = std::get<List>(request.arguments["pad"]), &kernel = std::get<List>(request.arguments["kernel"]);
  const List &stride = std::get<List>(request.arguments["stride"]);
  const List &dilation = std::get<List>(request.arguments["dilation"]);
  int64_t below = overhangOf({kernel[0], stride[0], dilation[0], pads[0], pads[2]}, shape.height);
  int64_t behind = overhangOf({kernel[1], stride[1], dilation[1], pads[1], pads[3]}, shape.width);
  if (below + behind == 0) {
    request.arguments["border"] = std::string("zero");
    return;
  }
  request.operands[0] =
      node.builder().add({.keyword = "pad",
                          .operands = request.operands,
                          .arguments = {{"top", pads[0]}, {"left", pads[1]}, {"bottom", pads[2]}, {"right", pads[3]}}});
  request.arguments["pad"] = List{0, 0, below, behind};
}

void importAveragePool(Node &node) {
  LayerRequest request = poolRequest(node, "avg_pool");
  const List pads = std::get<List>(request.arguments["pad"]);
  bool isPadded = std::ranges::any_of(pads, [](int64_t side) { return side > 0; });
  bool counts = node.integer("count_include_pad", 0) != 0 && isPadded;
  Rounding rounding = roundingOf(node);
  if (counts && rounding == Rounding::Up) {
    padFirst(node, request);
    rounding = Rounding::Down; // what rounds up is padding now
  } else if (counts) {
    request.arguments["border"] = std::string("zero");
  }
  node.setImage(node.builder().addWindow(std::move(request), rounding));
}

void importGlobalPool(Node &node) {
  const char *keyword = node.op() == "GlobalMaxPool" ? "global_max_pool" : "global_avg_pool";
  node.setImage(node.builder().add({.keyword = keyword, .operands = {node.image(0)}}));
}

void importReduceMean(Node &node) {
  size_t rank = node.view(0).axes.size();
  auto written = node.integersFrom("axes", 1);
  if (!written || rank != 4)
    throw Refusal{"means over rows and columns of images are built, and no others"};
  std::vector<size_t> axes;
  for (int64_t axis : *written)
    axes.push_back(axisOf(axis, rank));
  std::ranges::sort(axes);
  if (axes != std::vector<size_t>{2, 3})
    throw Refusal{"means over rows and columns of images are built, and no others"};
  DraftValue mean = node.builder().add({.keyword = "global_avg_pool", .operands = {node.image(0)}});
  if (node.integer("keepdims", 1) != 0)
    node.setImage(mean);
  else
    node.setRow(mean);
}

} // namespace evenstride::interchange::onnx
