// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Channels of several images one behind the other.
#include "layers/Kinds.h"

namespace evenstride::layers {

static ShapeResult shape(const Arguments &, std::span<const Shape> operands) {
  Shape result = operands[0];
  for (const Shape &next : operands.subspan(1)) {
    if (next.height != result.height || next.width != result.width)
      return ShapeFault{.code = diagnostics::Code::E0305, .message = "the parts of `concat` have different sizes"};
    result.channels += next.channels;
  }
  return result;
}

static Tensor reference(const Arguments &, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  Tensor result;
  result.shape = {0, operands[0]->shape.height, operands[0]->shape.width};
  for (const Tensor *part : operands) {
    result.shape.channels += part->shape.channels;
    result.data.insert(result.data.end(), part->data.begin(), part->data.end());
  }
  return result;
}

const LayerKind &layerConcat() {
  static const LayerKind kind{.keyword = "concat",
                              .summary = "the channels of all operands, one behind the other",
                              .minOperands = 2,
                              .maxOperands = -1,
                              .shape = shape,
                              .reference = reference};
  return kind;
}

} // namespace evenstride::layers
