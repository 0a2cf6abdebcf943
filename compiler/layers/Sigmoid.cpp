// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Logistic function.
#include "layers/Elementwise.h"
#include "layers/Kinds.h"

#include <cmath>

namespace evenstride::layers {

static Tensor reference(const Arguments &, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  return mapElements(*operands[0], [](double x) { return 1 / (1 + std::exp(-x)); });
}

static Tensor magnitude(const Arguments &, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  return growElements(*operands[0], 1, 1);
}

const LayerKind &layerSigmoid() {
  static const LayerKind kind{.keyword = "sigmoid",
                              .summary = "1 / (1 + exp(-x))",
                              .shape = sameShape,
                              .reference = reference,
                              .magnitude = magnitude,
                              .approximated = true};
  return kind;
}

} // namespace evenstride::layers
