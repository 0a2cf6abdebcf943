// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Resize and Upsample, as layers that repeat pixels, blend them, or leave some out.
#include "interchange/onnx/Operators.h"
#include "interchange/onnx/Sampling.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace evenstride::interchange::onnx {

using List = std::vector<int64_t>;

namespace {

struct Resizing {
  std::string mode;
  NearestRule rule;
  std::array<ResizedAxis, 2> axes; // rows, columns
};

} // namespace

/// The axes that `count` scales or sizes are for.
static std::vector<size_t> namedAxes(const Node &node, size_t rank, size_t count) {
  std::vector<size_t> axes;
  if (auto named = node.integers("axes"))
    for (int64_t axis : *named)
      axes.push_back(axisOf(axis, rank));
  else
    for (size_t axis = 0; axis < rank; ++axis)
      axes.push_back(axis);
  if (axes.size() != count)
    throw Refusal{fmt::format("it has {} scales or sizes for {} axes", count, axes.size())};
  return axes;
}

/// Scales from whichever input or attribute has them; none where sizes are given instead.
static std::vector<double> scalesOf(const Node &node) {
  std::vector<double> scales;
  size_t input = node.op() == "Upsample" || node.opset() < 11 ? 1 : 2;
  if (auto written = node.numbers("scales"))
    scales.assign(written->begin(), written->end());
  else if (node.has(input))
    for (size_t i = 0; i < node.constant(input).size(); ++i)
      scales.push_back(node.constant(input).at(i));
  return scales;
}

/// By the sizes that the file gives, or, where these are bounds, the one scale that keeps to all of them.
static void resizeTo(const List &sizes, std::span<const size_t> named, const std::string &policy,
                     std::vector<ResizedAxis> &axes) {
  std::vector<double> scales;
  for (size_t i = 0; i < sizes.size(); ++i) {
    if (sizes[i] < 1 || sizes[i] > geometry::maxExtent)
      throw Refusal{fmt::format("its size {} makes no sense", sizes[i])};
    scales.push_back(double(sizes[i]) / double(axes[named[i]].input));
  }
  if (scales.empty())
    return;
  double common = policy == "not_larger" ? std::ranges::min(scales) : std::ranges::max(scales);
  for (size_t i = 0; i < sizes.size(); ++i) {
    ResizedAxis &axis = axes[named[i]];
    axis.scale = policy == "stretch" ? scales[i] : common;
    axis.output = policy == "stretch" ? sizes[i] : int64_t(std::floor(common * double(axis.input) + 0.5));
  }
}

static std::vector<ResizedAxis> resizedAxes(const Node &node) {
  std::vector<ResizedAxis> axes;
  for (int64_t extent : node.view(0).shape())
    axes.push_back({extent, extent});
  if (std::vector<double> scales = scalesOf(node); !scales.empty()) {
    std::vector<size_t> named = namedAxes(node, axes.size(), scales.size());
    for (size_t i = 0; i < scales.size(); ++i) {
      double output = std::floor(scales[i] * double(axes[named[i]].input));
      axes[named[i]].output = output >= 1 && output <= geometry::maxExtent ? int64_t(output) : 0;
      axes[named[i]].scale = scales[i];
    }
  } else {
    List sizes = node.integersAt(3);
    resizeTo(sizes, namedAxes(node, axes.size(), sizes.size()), node.word("keep_aspect_ratio_policy", "stretch"), axes);
  }
  for (const ResizedAxis &axis : axes)
    if (axis.output < 1 || axis.output > geometry::maxExtent)
      throw Refusal{"its scales or sizes make no sense"};
  return axes;
}

static Resizing resizingOf(const Node &node) {
  std::vector<ResizedAxis> axes = resizedAxes(node);
  if (axes.size() != 4 || axes[0].input != axes[0].output || axes[1].input != axes[1].output)
    throw Refusal{"it resizes other axes than rows and columns of images"};
  bool isOld = node.op() == "Upsample" || node.opset() < 11; // these are asymmetric and round down
  return {.mode = node.word("mode", "nearest"),
          .rule = {node.word("coordinate_transformation_mode", isOld ? "asymmetric" : "half_pixel"),
                   node.word("nearest_mode", isOld ? "floor" : "round_prefer_floor")},
          .axes = {axes[2], axes[3]}};
}

namespace {

/// Layers on rows and columns, one after the other.
class Resizer {
public:
  Resizer(Node &node, const Resizing &resizing) : node(node), axes(resizing.axes), value(node.image(0)) {}

  /// The output element i of an axis is `(step * i + first) / repeats` of the input.
  void sample(const Sampling &rows, const Sampling &columns) {
    repeat(rows.repeats, columns.repeats, "nearest");
    pick(rows, columns, {1, 1}, "max_pool"); // of one pixel
  }

  void repeat(int64_t rows, int64_t columns, const char *mode) {
    if (rows > 1 || columns > 1)
      value = node.builder().add({.keyword = "upsample",
                                  .operands = {value},
                                  .arguments = {{"factor", List{rows, columns}}, {"mode", std::string(mode)}}});
  }

  /// Windows of so many pixels, the first `first` pixels from the edges, with steps between them.
  void pick(const Sampling &rows, const Sampling &columns, const List &kernel, const char *keyword) {
    const layers::Shape shape = node.shapeOf(value);
    int64_t below = shape.height - rows.first - kernel[0] - rows.step * (axes[0].output - 1),
            behind = shape.width - columns.first - kernel[1] - columns.step * (axes[1].output - 1);
    if (rows.first + columns.first + below + behind > 0)
      value = node.builder().add(
          {.keyword = "crop",
           .operands = {value},
           .arguments = {{"top", rows.first}, {"left", columns.first}, {"bottom", below}, {"right", behind}}});
    if (rows.step * columns.step * kernel[0] * kernel[1] > 1)
      value = node.builder().add({.keyword = keyword,
                                  .operands = {value},
                                  .arguments = {{"kernel", kernel}, {"stride", List{rows.step, columns.step}}}});
  }

  DraftValue result() const { return value; }

private:
  Node &node;
  std::array<ResizedAxis, 2> axes;
  DraftValue value;
};

} // namespace

static void takeNearest(Node &node, const Resizing &resizing) {
  Sampling samplings[2];
  for (size_t axis = 0; axis < 2; ++axis) {
    auto sampling = nearestSampling(resizing.axes[axis], resizing.rule);
    if (!sampling)
      throw Refusal{fmt::format(
          "nearest pixels with the coordinates `{}` and the rounding `{}` are not built for {} of {}",
          resizing.rule.coordinates, resizing.rule.rounding, resizing.axes[axis].output, resizing.axes[axis].input)};
    samplings[axis] = *sampling;
  }
  Resizer resizer(node, resizing);
  resizer.sample(samplings[0], samplings[1]);
  node.setImage(resizer.result());
}

/// Half as many or a quarter, say: each output is a pixel, or lies in the middle between two.
static bool averagePairs(Node &node, const Resizing &resizing) {
  Sampling samplings[2];
  List kernel(2);
  for (size_t axis = 0; axis < 2; ++axis) {
    auto divisor = resizing.axes[axis].wholeDivisor();
    if (!divisor)
      return false;
    kernel[axis] = *divisor % 2 == 0 ? 2 : 1;
    samplings[axis] = {.step = *divisor, .first = (*divisor - kernel[axis]) / 2};
  }
  Resizer resizer(node, resizing);
  resizer.pick(samplings[0], samplings[1], kernel, "avg_pool");
  node.setImage(resizer.result());
  return true;
}

static void blend(Node &node, const Resizing &resizing) {
  const auto &[rows, columns] = resizing.axes;
  auto down = rows.wholeFactor(), across = columns.wholeFactor();
  bool isPixel = rows.input == 1 && columns.input == 1; // which every way of blending repeats
  const std::string &coordinates = resizing.rule.coordinates;
  bool isHalf =
      coordinates == "half_pixel" || (coordinates == "pytorch_half_pixel" && (rows.output > 1 || rows.input == 1) &&
                                      (columns.output > 1 || columns.input == 1));
  if (!isHalf && !isPixel)
    throw Refusal{fmt::format("blending with the coordinates `{}` is not built", coordinates)};
  if (!down || !across) {
    if (!averagePairs(node, resizing))
      throw Refusal{fmt::format("blending {} x {} pixels to {} x {} is not built; whole factors are", rows.input,
                                columns.input, rows.output, columns.output)};
    return;
  }
  Resizer resizer(node, resizing);
  resizer.repeat(*down, *across, isPixel ? "nearest" : "bilinear");
  node.setImage(resizer.result());
}

static bool isSame(const ResizedAxis &axis) { return axis.input == axis.output && axis.scale == 1; }

void importResize(Node &node) {
  Resizing resizing = resizingOf(node);
  if (resizing.rule.coordinates == "tf_crop_and_resize")
    throw Refusal{"it resizes a part of the image (`tf_crop_and_resize`)"};
  if (isSame(resizing.axes[0]) && isSame(resizing.axes[1]))
    node.set(node.value(0));
  else if (node.integer("antialias", 0) != 0)
    throw Refusal{"it smooths what it shrinks (`antialias`)"};
  else if (resizing.mode == "nearest")
    takeNearest(node, resizing);
  else if (resizing.mode == "linear" || resizing.mode == "bilinear")
    blend(node, resizing);
  else
    throw Refusal{fmt::format("the mode `{}` is not built", resizing.mode)};
}

} // namespace evenstride::interchange::onnx
