// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Functions of single elements, and softmax.
#include "interchange/Affine.h"
#include "interchange/onnx/Operators.h"
#include "interchange/onnx/PerChannel.h"

#include <fmt/format.h>

#include <algorithm>
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
    node.elementwise(activation.keyword, std::move(arguments));
    return;
  }
}

/// Layers have alpha = 1. Others are scaled before and behind: alpha * f(x / alpha) of `elu`, which is Celu, and
/// f(x * alpha) / alpha of `silu`, which is Swish.
void importStretched(Node &node) {
  bool isSwish = node.op() == "Swish";
  auto alpha = float(node.number("alpha", 1));
  if (alpha == 0 || !std::isfinite(alpha))
    throw Refusal{fmt::format("its `alpha` is {}", alpha)};
  float before = isSwish ? alpha : 1 / alpha;
  View view = node.view(0);
  auto scale = [&](float factor) {
    if (factor != 1)
      view.value = node.builder().add(affineRequest(node.builder(), view.value, {{factor}, {0}}));
  };
  scale(before);
  view.value = node.builder().add({.keyword = isSwish ? "silu" : "elu", .operands = {view.value}});
  scale(1 / before);
  node.set(std::move(view));
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
  low = std::min(low, high); // the upper one wins
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

/// A list of slopes belongs to the last axis as in all broadcasting, but before opset 7 to the second; files of newer
/// opsets have it there, too, where it fits no last axis.
static Constant slopesOf(const Node &node) {
  Constant slopes = node.floats(1);
  std::vector<int64_t> shape = node.view(0).shape();
  bool isList = slopes.shape.size() == 1 && slopes.size() > 1 && shape.size() > 2;
  if (isList && (node.opset() < 7 || slopes.shape[0] != shape.back()))
    slopes.shape.resize(shape.size() - 1, 1);
  return slopes;
}

void importPRelu(Node &node) {
  PerChannel slopes = perChannel(node, node.view(0), slopesOf(node));
  if (slopes.values.size() == 1) {
    node.elementwise("leaky_relu", {{"slope", shortNumber(slopes.values[0])}});
    return;
  }
  std::vector<float> &values = node.builder().computed(0);
  values = std::move(slopes.values);
  slopes.view.value = node.builder().add({.keyword = "prelu",
                                          .operands = {slopes.view.value},
                                          .label = node.label(1),
                                          .weights = {{"weight", {int64_t(values.size())}, values}}});
  node.set(std::move(slopes.view));
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
  std::vector<int64_t> shape = node.view(0).shape();
  size_t rank = shape.size();
  bool isOld = node.opset() < 13;
  size_t axis = axisOf(node.integer("axis", isOld ? 1 : -1), rank);
  bool isLast = std::all_of(shape.begin() + int64_t(axis) + 1, shape.end(), [](int64_t extent) { return extent == 1; });
  if (isOld && !isLast)
    return softmaxFromAxis(node, axis);
  PlainTensor tensor = node.plain(0);
  if (tensor.bases[axis] != Base::Channels)
    throw Refusal{
        fmt::format("it is over axis {} of {}, and `softmax` is over the channels of each pixel", axis, rank)};
  tensor.view.value = node.builder().add({.keyword = "softmax", .operands = {tensor.value()}});
  node.set(std::move(tensor.view));
}

} // namespace evenstride::interchange::onnx
