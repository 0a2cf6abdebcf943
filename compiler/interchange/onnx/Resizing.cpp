// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Resize and Upsample: those whose result is a whole multiple, in a way that a layer has.
#include "interchange/onnx/Operators.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace evenstride::interchange::onnx {

using List = std::vector<int64_t>;

namespace {

struct Resizing {
  std::string mode, coordinates, nearest;
};

} // namespace

/// Scales of all axes, from whichever input or attribute has them.
static std::vector<double> scalesOf(const Node &node, const List &shape) {
  std::vector<double> scales;
  size_t scaleInput = node.op() == "Upsample" || node.opset() < 11 ? 1 : 2, sizeInput = 3;
  if (auto written = node.numbers("scales"))
    scales.assign(written->begin(), written->end());
  else if (node.has(scaleInput) && node.constant(scaleInput).size() > 0)
    for (size_t i = 0; i < node.constant(scaleInput).size(); ++i)
      scales.push_back(node.constant(scaleInput).at(i));
  else if (node.has(sizeInput))
    for (size_t i = 0; i < node.integersAt(sizeInput).size() && i < shape.size(); ++i)
      scales.push_back(double(node.integersAt(sizeInput)[i]) / double(shape[i]));
  if (auto axes = node.integers("axes")) {
    std::vector<double> all(shape.size(), 1);
    for (size_t i = 0; i < axes->size() && i < scales.size(); ++i)
      all[axisOf((*axes)[i], shape.size())] = scales[i];
    return all;
  }
  return scales;
}

/// The factor by which rows and columns grow.
static int64_t factorOf(const Node &node) {
  List shape = node.view(0).shape();
  std::vector<double> scales = scalesOf(node, shape);
  if (shape.size() != 4 || scales.size() != 4 || scales[0] != 1 || scales[1] != 1)
    throw Refusal{"it resizes other axes than rows and columns of images"};
  if (scales[2] != scales[3])
    throw Refusal{fmt::format("rows grow by {} and columns by {}; one factor is built", scales[2], scales[3])};
  if (scales[2] != std::floor(scales[2]) || scales[2] < 1 || scales[2] > 1024)
    throw Refusal{fmt::format("it resizes by {}; whole factors are built", scales[2])};
  return int64_t(scales[2]);
}

static Resizing resizingOf(const Node &node) {
  bool isOld = node.op() == "Upsample" || node.opset() < 11; // these are asymmetric and round down
  Resizing resizing{node.word("mode", "nearest"), isOld ? "asymmetric" : "half_pixel",
                    isOld ? "floor" : "round_prefer_floor"};
  resizing.coordinates = node.word("coordinate_transformation_mode", resizing.coordinates);
  resizing.nearest = node.word("nearest_mode", resizing.nearest);
  return resizing;
}

/// Whether nearest neighbours in these modes are each pixel `factor` times.
static bool repeats(const Resizing &resizing, int64_t factor) {
  constexpr int64_t pixels = 4; // what holds for these holds for all
  for (int64_t out = 0; out < pixels * factor; ++out) {
    double at = double(out) / double(factor);
    if (resizing.coordinates == "half_pixel" || resizing.coordinates == "pytorch_half_pixel")
      at = (double(out) + 0.5) / double(factor) - 0.5;
    else if (resizing.coordinates != "asymmetric")
      return false;
    double nearest = resizing.nearest == "floor"                ? std::floor(at)
                     : resizing.nearest == "ceil"               ? std::ceil(at)
                     : resizing.nearest == "round_prefer_ceil"  ? std::floor(at + 0.5)
                     : resizing.nearest == "round_prefer_floor" ? std::ceil(at - 0.5)
                                                                : -1;
    if (std::clamp<double>(nearest, 0, double(pixels - 1)) != double(out / factor))
      return false;
  }
  return true;
}

void importResize(Node &node) {
  int64_t factor = factorOf(node);
  Resizing resizing = resizingOf(node);
  if (factor == 1) {
    node.set(node.value(0));
    return;
  }
  bool isNearest = resizing.mode == "nearest", isLinear = resizing.mode == "linear" || resizing.mode == "bilinear";
  if (isNearest && !repeats(resizing, factor))
    throw Refusal{fmt::format("nearest pixels with the coordinates `{}` and the rounding `{}` are not built",
                              resizing.coordinates, resizing.nearest)};
  if (isLinear && resizing.coordinates != "half_pixel" && resizing.coordinates != "pytorch_half_pixel")
    throw Refusal{fmt::format("blending with the coordinates `{}` is not built", resizing.coordinates)};
  if (!isNearest && !isLinear)
    throw Refusal{fmt::format("the mode `{}` is not built", resizing.mode)};
  node.setImage(node.builder().add(
      {.keyword = "upsample",
       .operands = {node.image(0)},
       .arguments = {{"factor", factor}, {"mode", std::string(isNearest ? "nearest" : "bilinear")}}}));
}

} // namespace evenstride::interchange::onnx
