// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sums, differences, products and quotients: of two tensors as operators, with constants as a factor and a summand per
// channel, folded into the layer before where that takes them.
#include "interchange/Affine.h"
#include "interchange/onnx/Operators.h"
#include "interchange/onnx/PerChannel.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace evenstride::interchange::onnx {

/// The layer that gave a value, or null.
static DraftLayer *producerOf(Node &node, DraftValue value) {
  auto &layers = node.draft().layers;
  auto found = std::ranges::find(layers, value, &DraftLayer::result);
  return found == layers.end() ? nullptr : &*found;
}

namespace {

class Folder {
public:
  Folder(Node &node, View view) : node(node), view(std::move(view)) {}

  void apply(const AffineNumbers &affine) {
    if (!foldIntoLayer(affine))
      view.value = node.builder().add(affineRequest(node.builder(), view.value, affine));
    node.set(view);
  }

private:
  const layers::Shape &shape() const { return node.shapeOf(view.value); }

  std::span<const float> stretched(const std::vector<float> &values) {
    std::vector<float> &memory = node.builder().computed(size_t(shape().channels));
    for (size_t c = 0; c < memory.size(); ++c)
      memory[c] = values[values.size() == 1 ? 0 : c];
    return memory;
  }

  /// A summand behind a layer that has a bias is part of it.
  bool foldIntoLayer(const AffineNumbers &affine) {
    DraftLayer *found = producerOf(node, view.value);
    if (!found || !node.isOnlyUser(view.value))
      return false;
    DraftLayer &layer = *found;
    bool isSum = std::ranges::all_of(affine.factor, [](float factor) { return factor == 1; });
    if (layer.kind->keyword == "batch_norm" && layer.label.empty()) {
      compose(layer, affine);
      return true;
    }
    auto bias = layer.arguments.values.find("bias");
    if (!isSum || bias == layer.arguments.values.end() || std::get<bool>(bias->second))
      return false;
    bias->second = true;
    layer.weights.push_back({"bias", {shape().channels}, stretched(affine.summand)});
    return true;
  }

  /// An affine layer that was made here, and another one behind it.
  void compose(DraftLayer &layer, const AffineNumbers &affine) {
    auto factor = stretched(affine.factor), summand = stretched(affine.summand);
    for (DraftWeight &weight : layer.weights) {
      if (weight.suffix != "weight" && weight.suffix != "bias")
        continue;
      std::vector<float> &product = node.builder().computed(weight.values.size());
      for (size_t c = 0; c < product.size(); ++c)
        product[c] = weight.values[c] * factor[c] + (weight.suffix == "bias" ? summand[c] : 0);
      weight.values = product;
    }
  }

  Node &node;
  View view;
};

} // namespace

static AffineNumbers affineOf(const std::string &op, bool constantFirst, std::vector<float> values) {
  if (op == "Add")
    return {{1}, std::move(values)};
  if (op == "Sub" && constantFirst)
    return {{-1}, std::move(values)};
  if (op == "Div" && constantFirst)
    throw Refusal{"it divides by a tensor"};
  if (op == "Mul")
    return {std::move(values), {0}};
  for (float &value : values)
    value = op == "Sub" ? -value : 1 / value;
  return op == "Sub" ? AffineNumbers{{1}, std::move(values)} : AffineNumbers{std::move(values), {0}};
}

static void withConstant(Node &node, size_t constantInput) {
  Constant constant = node.constant(constantInput);
  View computed = node.view(1 - constantInput);
  if (constantInput == 1)
    constant.shape.resize(constant.shape.size() + axesBehindSecond(node, computed.axes.size(), constant.shape.size()),
                          1);
  else
    computed.axes.resize(computed.axes.size() + axesBehindSecond(node, constant.shape.size(), computed.axes.size()));
  PerChannel numbers = perChannel(node, std::move(computed), constant);
  Folder(node, std::move(numbers.view)).apply(affineOf(node.op(), constantInput == 0, std::move(numbers.values)));
}

/// x * sigmoid(x) and x * hard_sigmoid(x), which are layers of their own.
static bool importGate(Node &node, size_t gated) {
  const View &gate = node.view(1 - gated), &value = node.view(gated);
  const DraftLayer *layer = producerOf(node, gate.value);
  if (!layer || layer->operands.size() != 1 || layer->operands[0] != value.value || gate.axes != value.axes)
    return false;
  constexpr double sixth = 1.0 / 6, slack = 1e-6;
  bool isHard = layer->kind->keyword == "hard_sigmoid" && std::fabs(layer->arguments.number("alpha") - sixth) < slack &&
                layer->arguments.number("beta") == 0.5;
  if (layer->kind->keyword != "sigmoid" && !isHard)
    return false;
  View result = value;
  result.value = node.builder().add({.keyword = isHard ? "hard_swish" : "silu", .operands = {value.value}});
  node.set(result);
  return true;
}

static bool fits(const layers::Shape &one, const layers::Shape &other) {
  return one == other || (one.channels == other.channels && one.height == 1 && one.width == 1);
}

/// Whether the axes of `small` are those of `large`, or have one element.
static bool isPartOf(const View &small, const View &large) {
  for (size_t axis = 0; axis < large.axes.size(); ++axis)
    if (!small.axes[axis].empty() && small.axes[axis] != large.axes[axis])
      return false;
  return true;
}

/// The operator on two tensors, one of which may be [C, 1, 1].
static View combine(Node &node, std::string_view keyword, View left, View right) {
  size_t rank = std::max(left.axes.size(), right.axes.size());
  left = withLeadingAxes(std::move(left), rank);
  right = withLeadingAxes(std::move(right), rank);
  if (left.axes != right.axes || node.shapeOf(left.value) != node.shapeOf(right.value)) {
    left = node.plainOf(left).view;
    right = node.plainOf(right).view;
  }
  const layers::Shape one = node.shapeOf(left.value), other = node.shapeOf(right.value);
  bool fitsRight = fits(one, other) && isPartOf(left, right), fitsLeft = fits(other, one) && isPartOf(right, left);
  if (!fitsRight && !fitsLeft)
    throw Refusal{fmt::format("it broadcasts {} against {}, and no layer does that", shapeText(left.shape()),
                              shapeText(right.shape()))};
  View result = fitsRight ? right : left;
  result.value = node.builder().add({.keyword = keyword, .operands = {left.value, right.value}});
  return result;
}

void importArithmetic(Node &node) {
  if (node.inputs() != 2)
    throw Refusal{"it has not two inputs"};
  for (size_t input : {0, 1})
    if (node.isConstant(input))
      return withConstant(node, input);
  if (node.op() == "Div")
    throw Refusal{"it divides by a tensor"};
  if (node.op() == "Mul" && (importGate(node, 0) || importGate(node, 1)))
    return;
  const char *keyword = node.op() == "Add" ? "add" : node.op() == "Sub" ? "sub" : "mul";
  View left = node.view(0), right = node.view(1);
  right.axes.resize(right.axes.size() + axesBehindSecond(node, left.axes.size(), right.axes.size()));
  node.set(combine(node, keyword, std::move(left), std::move(right)));
}

void importSum(Node &node) {
  View sum = node.view(0);
  for (size_t i = 1; i < node.inputs(); ++i)
    sum = combine(node, "add", sum, node.view(i));
  node.set(sum);
}

void importNeg(Node &node) { Folder(node, node.view(0)).apply({{-1}, {0}}); }

} // namespace evenstride::interchange::onnx
