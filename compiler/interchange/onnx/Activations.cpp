// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Functions of single elements, and softmax.
#include "interchange/onnx/Operators.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace evenstride::interchange::onnx {

using Arguments = std::map<std::string, layers::Value, std::less<>>;

namespace {

/// A parameter of a layer, the attribute that it comes from, and the attribute's default.
struct Parameter {
  const char *name, *attribute;
  double otherwise;
};
struct Activation {
  std::string_view op, keyword;
  std::vector<Parameter> parameters = {};
};

} // namespace

static const std::vector<Activation> &activations() {
  static const std::vector<Activation> all = {
      {"Relu", "relu"},
      {"Sigmoid", "sigmoid"},
      {"Tanh", "tanh"},
      {"HardSwish", "hard_swish"},
      {"Mish", "mish"},
      {"LeakyRelu", "leaky_relu", {{"slope", "alpha", 0.01}}},
      {"Elu", "elu", {{"alpha", "alpha", 1}}},
      {"HardSigmoid", "hard_sigmoid", {{"alpha", "alpha", 0.2}, {"beta", "beta", 0.5}}},
      {"Gelu", "gelu"},
      {"Swish", "silu"},
      {"Celu", "elu"},
  };
  return all;
}

/// A sixth, which PyTorch's hard sigmoid has, is no short decimal.
static double exactly(double value) {
  constexpr double sixth = 1.0 / 6;
  return float(value) == float(sixth) ? sixth : value;
}

void importActivation(Node &node) {
  for (const Activation &activation : activations()) {
    if (activation.op != node.op())
      continue;
    Arguments arguments;
    for (const Parameter &parameter : activation.parameters)
      arguments[parameter.name] = exactly(node.number(parameter.attribute, parameter.otherwise));
    if (node.op() == "Gelu")
      arguments["approximate"] = node.word("approximate", "none");
    if ((node.op() == "Swish" || node.op() == "Celu") && node.number("alpha", 1) != 1)
      throw Refusal{fmt::format("its `alpha` is {}, and no layer has another than 1", node.number("alpha", 1))};
    node.elementwise(activation.keyword, std::move(arguments));
    return;
  }
}

/// A bound from an attribute or an input; infinity where there is none.
static double boundOf(const Node &node, std::string_view attribute, size_t input) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  double none = attribute == "min" ? -infinity : infinity;
  if (node.attribute(attribute))
    return node.number(attribute, none);
  return node.has(input) ? node.scalarAt(input) : none;
}

/// The layer that keeps its elements between two bounds, either of which may be infinite.
static void clipBetween(Node &node, double low, double high) {
  constexpr double largest = std::numeric_limits<float>::max();
  bool openAbove = high >= largest, openBelow = low <= -largest;
  if (std::isnan(low) || std::isnan(high))
    throw Refusal{"a bound is not a number"};
  if (openAbove && openBelow)
    node.set(node.value(0));
  else if (low == 0 && openAbove)
    node.elementwise("relu");
  else if (low == 0 && high == 6)
    node.elementwise("relu6");
  else
    node.elementwise(
        "clip", {{"low", openBelow ? -shortNumber(largest) : low}, {"high", openAbove ? shortNumber(largest) : high}});
}

void importClip(Node &node) { clipBetween(node, boundOf(node, "min", 1), boundOf(node, "max", 2)); }

void importExtremum(Node &node) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  bool isMaximum = node.op() == "Max";
  if (node.inputs() == 1) {
    node.set(node.value(0));
    return;
  }
  if (node.inputs() != 2 || !node.isConstant(1) || node.constant(1).size() != 1)
    throw Refusal{"it compares tensors, and not a tensor with one number"};
  double bound = node.scalarAt(1);
  clipBetween(node, isMaximum ? bound : -infinity, isMaximum ? infinity : bound);
}

void importPRelu(Node &node) {
  const Constant &slope = node.floats(1);
  const View view = node.view(0);
  if (slope.size() == 1) {
    node.elementwise("leaky_relu", {{"slope", shortNumber(slope.at(0))}});
    return;
  }
  size_t axis = view.axes.size() == 4 ? 1 : view.axes.size() - 1;
  int64_t channels = view.axes.empty() ? 1 : view.shape()[axis];
  if (slope.size() != size_t(channels))
    throw Refusal{"its slopes are not one for each channel"};
  DraftValue input = view.axes.size() == 2 ? rowOf(view, node.builder()) : node.image(0);
  DraftValue result = node.builder().add({.keyword = "prelu",
                                          .operands = {input},
                                          .label = node.label(1),
                                          .weights = {{"weight", {channels}, slope.floats}}});
  if (view.axes.size() == 2)
    node.setRow(result);
  else
    node.setImage(result);
}

/// Over the whole of each image, which opsets before 13 do from an axis on.
static void softmaxFromAxis(Node &node, size_t axis) {
  std::vector<int64_t> shape = node.view(0).shape();
  int64_t before = 1, behind = 1;
  for (size_t i = 0; i < shape.size(); ++i)
    (i < axis ? before : behind) *= shape[i];
  View rows = reshaped(node.view(0), std::vector<int64_t>{before, behind});
  DraftValue flat = rowOf(rows, node.builder());
  View result =
      plainView(node.builder().add({.keyword = "softmax", .operands = {flat}}), node.shapeOf(flat), node.batch(), 2);
  node.set(reshaped(result, shape));
}

void importSoftmax(Node &node) {
  const View view = node.view(0);
  size_t rank = view.axes.size();
  bool isOld = node.opset() < 13;
  size_t axis = axisOf(node.integer("axis", isOld ? 1 : -1), rank);
  bool onlyOne = true; // one element per image outside the axis
  std::vector<int64_t> shape = view.shape();
  for (size_t i = 1; i < rank; ++i)
    onlyOne = onlyOne && (i == axis || shape[i] == 1);
  if (isOld && axis <= 1 && !(rank == 3 || onlyOne)) {
    softmaxFromAxis(node, axis);
  } else if (rank == 4 && axis == 1) {
    node.setImage(node.builder().add({.keyword = "softmax", .operands = {node.image(0)}}));
  } else if (rank == 2 && axis == 1) {
    node.setRow(node.builder().add({.keyword = "softmax", .operands = {rowOf(view, node.builder())}}));
  } else if (!isOld && axis < rank && view == plainView(view.value, node.shapeOf(view.value), node.batch(), rank) &&
             ((rank == 3 && axis == 0) || (rank == 1))) {
    node.elementwise("softmax");
  } else if (isOld && axis == 0 && rank == 3) {
    softmaxFromAxis(node, axis);
  } else {
    throw Refusal{
        fmt::format("it is over axis {} of {}, and `softmax` is over the channels of each pixel", axis, rank)};
  }
}

} // namespace evenstride::interchange::onnx
