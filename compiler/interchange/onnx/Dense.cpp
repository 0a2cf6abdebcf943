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

static void addDense(Node &node, std::vector<DraftWeight> weights) {
  DraftValue input = rowOf(node.view(0), node.builder());
  int64_t outputs = weights[0].shape[0], inputs = weights[0].shape[1];
  if (node.shapeOf(input).elements() != inputs)
    throw Refusal{
        fmt::format("its weights are for {} numbers, and {} come in", inputs, node.shapeOf(input).elements())};
  bool hasBias = weights.size() > 1;
  node.setRow(node.builder().add({.keyword = "dense",
                                  .operands = {input},
                                  .arguments = {{"outputs", outputs}, {"bias", hasBias}},
                                  .label = node.label(1),
                                  .weights = std::move(weights),
                                  .unit = node.title()}));
}

void importGemm(Node &node) {
  if (node.integer("transA", 0) != 0)
    throw Refusal{"it transposes its computed input"};
  auto alpha = float(node.number("alpha", 1)), beta = float(node.number("beta", 1));
  std::vector<DraftWeight> weights = {weightOf(node, {node.floats(1), node.integer("transB", 0) != 0, alpha})};
  if (node.has(2) && beta != 0)
    weights.push_back(biasOf(node, weights[0].shape[0], beta));
  addDense(node, std::move(weights));
}

void importMatMul(Node &node) {
  if (node.isConstant(0) || !node.isConstant(1))
    throw Refusal{"it is no product of a computed row with a constant matrix"};
  if (node.view(0).axes.size() != 2)
    throw Refusal{fmt::format("its computed input has {} axes; a row [N, F] is built", node.view(0).axes.size())};
  addDense(node, {weightOf(node, {node.floats(1), false})});
}

} // namespace evenstride::interchange::onnx
