// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// All elements as channels, in the order [C][H][W].
#include "layers/Kinds.h"
#include "layers/Windows.h"

namespace evenstride::layers {

static ShapeResult shape(const Arguments &, std::span<const Shape> operands) {
  return Shape{operands[0].elements(), 1, 1};
}

static Tensor reference(const Arguments &, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  Tensor result({operands[0]->shape.elements(), 1, 1});
  result.data = operands[0]->data;
  return result;
}

const LayerKind &layerFlatten() {
  static const LayerKind kind{.keyword = "flatten",
                              .summary = "all elements as channels, in the order C, H, W: [C * H * W, 1, 1]",
                              .shape = shape,
                              .reference = reference,
                              .reads = readsAll};
  return kind;
}

} // namespace evenstride::layers
