// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Elementwise `-`.
#include "layers/Elementwise.h"
#include "layers/Kinds.h"

#include <functional>

namespace evenstride::layers {

static Tensor reference(const Arguments &, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  return combineElements(*operands[0], *operands[1], std::minus<double>());
}

static Tensor magnitude(const Arguments &, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  return combineElements(*operands[0], *operands[1], [](double a, double b) { return a + b; });
}

const LayerKind &layerSubtract() {
  static const LayerKind kind{.keyword = "sub",
                              .summary = "difference of two tensors, element by element",
                              .minOperands = 2,
                              .maxOperands = 2,
                              .shape = broadcastShape,
                              .reference = reference,
                              .magnitude = magnitude,
                              .operatorSymbol = "-"};
  return kind;
}

} // namespace evenstride::layers
