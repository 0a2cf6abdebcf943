// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rectifier; NaN stays NaN.
#include "layers/Elementwise.h"
#include "layers/Kinds.h"

namespace evenstride::layers {

static Tensor reference(const Arguments &, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  return mapElements(*operands[0], [](double x) { return x < 0 ? 0 : x; });
}

// A clipped value may stem from a large one, whose error it keeps.
static Tensor magnitude(const Arguments &, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  return *operands[0];
}

const LayerKind &layerRelu() {
  static const LayerKind kind{.keyword = "relu",
                              .summary = "the larger of 0 and x",
                              .shape = sameShape,
                              .reference = reference,
                              .magnitude = magnitude};
  return kind;
}

} // namespace evenstride::layers
