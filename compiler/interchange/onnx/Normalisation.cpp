// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Batch normalisation as it is at inference, and across channels.
#include "interchange/onnx/Operators.h"

namespace evenstride::interchange::onnx {

void importBatchNormalization(Node &node) {
  if (node.integer("training_mode", 0) != 0 || node.isUsed(1))
    throw Refusal{"it is in training mode"};
  if (node.integer("spatial", 1) == 0)
    throw Refusal{"it normalises each pixel on its own (`spatial` is 0)"};
  LayerRequest request{.keyword = "batch_norm",
                       .operands = {node.image(0)},
                       .arguments = {{"epsilon", node.number("epsilon", 1e-5)}},
                       .label = node.label(1)};
  size_t index = 1;
  for (const char *suffix : {"weight", "bias", "running_mean", "running_var"}) {
    const Constant &values = node.floats(index++);
    request.weights.push_back({suffix, values.shape, values.floats});
  }
  node.setImage(node.builder().add(std::move(request)));
}

void importLRN(Node &node) {
  if (!node.attribute("size"))
    throw Refusal{"it has no `size`"};
  if (node.integer("size", 0) % 2 == 0)
    throw Refusal{"its `size` is even, and the odd channel then lies on the other side than that of `lrn`"};
  node.setImage(node.builder().add({.keyword = "lrn",
                                    .operands = {node.image(0)},
                                    .arguments = {{"size", node.integer("size", 0)},
                                                  {"alpha", node.number("alpha", 0.0001)},
                                                  {"beta", node.number("beta", 0.75)},
                                                  {"k", node.number("bias", 1)}}}));
}

} // namespace evenstride::interchange::onnx
