// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Products with matrices.
#include "interchange/onnx/Operators.h"

#include <fmt/format.h>

namespace evenstride::interchange::onnx {

namespace {

/// A matrix [inputs, outputs], or its transpose, as a layer has it: [outputs, inputs], times a factor.
struct Matrix {
  const Constant &values;
  bool isTransposed; // [outputs, inputs] already
  float factor = 1;
};

} // namespace

static DraftWeight weightOf(Node &node, const Matrix &matrix) {
  const Constant &values = matrix.values;
  if (values.shape.size() != 2)
    throw Refusal{"its weights are no matrix"};
  int64_t outputs = values.shape[matrix.isTransposed ? 0 : 1], inputs = values.shape[matrix.isTransposed ? 1 : 0];
  if (matrix.isTransposed && matrix.factor == 1)
    return {"weight", {outputs, inputs}, values.floats};
  node.spendFolding(outputs * inputs);
  std::vector<float> &memory = node.builder().computed(size_t(outputs * inputs));
  for (int64_t o = 0; o < outputs; ++o)
    for (int64_t i = 0; i < inputs; ++i)
      memory[size_t(o * inputs + i)] =
          matrix.factor * values.floats[size_t(matrix.isTransposed ? o * inputs + i : i * outputs + o)];
  return {"weight", {outputs, inputs}, memory};
}

/// The bias of a Gemm: one number for each output, or one for all.
static DraftWeight biasOf(Node &node, int64_t outputs, float factor) {
  const Constant &given = node.floats(2);
  bool isRow = given.size() == size_t(outputs) && (given.shape.empty() || given.shape.back() == outputs);
  if (!isRow && given.size() != 1)
    throw Refusal{"its third input is not one number for each output"};
  if (isRow && factor == 1)
    return {"bias", {outputs}, given.floats};
  std::vector<float> &memory = node.builder().computed(size_t(outputs));
  for (size_t o = 0; o < memory.size(); ++o)
    memory[o] = factor * given.floats[given.size() == 1 ? 0 : o];
  return {"bias", {outputs}, memory};
}

/// The tensor, whose sums along an axis are those over channels.
static PlainTensor summedAxis(PlainTensor tensor, size_t axis) {
  if (axis >= tensor.bases.size() || tensor.bases[axis] != Base::Channels)
    throw Refusal{
        fmt::format("it sums along axis {} of {}, and layers sum over channels", axis, shapeText(tensor.view.shape()))};
  return tensor;
}

/// A row of numbers times the weights, or each pixel's channels. The result has its channels where the input has its.
static View multiply(Node &node, const PlainTensor &input, std::vector<DraftWeight> weights) {
  const layers::Shape shape = node.shapeOf(input.value());
  int64_t outputs = weights[0].shape[0], inputs = weights[0].shape[1];
  if (shape.channels != inputs)
    throw Refusal{fmt::format("its weights are for {} numbers, and {} come in", inputs, shape.channels)};
  bool isRow = shape.height * shape.width == 1;
  LayerRequest request{.keyword = isRow ? "dense" : "conv",
                       .operands = {input.value()},
                       .arguments = {{isRow ? "outputs" : "filters", outputs}, {"bias", weights.size() > 1}},
                       .label = node.label(node.isConstant(1) ? 1 : 0),
                       .weights = std::move(weights),
                       .unit = node.title()};
  if (!isRow) {
    request.arguments["kernel"] = std::vector<int64_t>{1, 1};
    request.weights[0].shape = {outputs, inputs, 1, 1};
  }
  DraftValue result = node.builder().add(std::move(request));
  return input.with(result, node.shapeOf(result));
}

void importGemm(Node &node) {
  if (node.integer("transA", 0) != 0)
    throw Refusal{"it transposes its computed input"};
  auto alpha = float(node.number("alpha", 1)), beta = float(node.number("beta", 1));
  std::vector<DraftWeight> weights = {weightOf(node, {node.floats(1), node.integer("transB", 0) != 0, alpha})};
  if (node.has(2) && beta != 0)
    weights.push_back(biasOf(node, weights[0].shape[0], beta));
  node.set(multiply(node, summedAxis(node.plain(0), 1), std::move(weights)));
}

/// A constant vector is a matrix of one row, or column, whose axis the result does not have.
static Constant asMatrix(Constant factor, bool isLeft) {
  if (factor.shape.size() == 1)
    factor.shape.insert(factor.shape.begin() + (isLeft ? 0 : 1), 1);
  while (factor.shape.size() > 2 && factor.shape[0] == 1)
    factor.shape.erase(factor.shape.begin());
  return factor;
}

void importMatMul(Node &node) {
  if (!node.isConstant(0) && !node.isConstant(1))
    throw Refusal{"both its factors are computed"};
  size_t computed = node.isConstant(0) ? 1 : 0;
  const Constant &factor = node.floats(1 - computed);
  bool isVector = factor.shape.size() == 1;
  PlainTensor input = node.plain(computed);
  size_t rank = input.bases.size(), axis = rank - (computed == 1 && rank > 1 ? 2 : 1);
  Constant matrix = asMatrix(factor, computed == 1);
  View result = multiply(node, summedAxis(std::move(input), axis), {weightOf(node, {matrix, computed == 1})});
  if (isVector)
    result.axes.erase(result.axes.begin() + int64_t(axis));
  node.set(std::move(result));
}

} // namespace evenstride::interchange::onnx
