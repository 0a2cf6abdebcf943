// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rectifier with a ceiling; NaN stays NaN.
#include "layers/Elementwise.h"
#include "layers/Kinds.h"

namespace evenstride::layers {

static Tensor reference(const Arguments &, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  return mapElements(*operands[0], [](double x) { return x < 0 ? 0 : x > 6 ? 6 : x; });
}

// A clipped value may stem from a large one, whose error it keeps.
static Tensor magnitude(const Arguments &, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  return *operands[0];
}

const LayerKind &layerRelu6() {
  static const LayerKind kind{.keyword = "relu6",
                              .summary = "x, but at least 0 and at most 6",
                              .shape = sameShape,
                              .reference = reference,
                              .magnitude = magnitude};
  return kind;
}

} // namespace evenstride::layers
