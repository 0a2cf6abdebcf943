// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// x times its logistic function, also called swish.
#include "layers/Elementwise.h"
#include "layers/Kinds.h"

#include <cmath>

namespace evenstride::layers {

static Tensor reference(const Arguments &, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  return gateElements(*operands[0], [](double x) { return 1 / (1 + std::exp(-x)); });
}

static Tensor magnitude(const Arguments &, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  constexpr double steepest = 1.1;
  return growElements(*operands[0], steepest);
}

const LayerKind &layerSilu() {
  static const LayerKind kind{.keyword = "silu",
                              .summary = "x / (1 + exp(-x))",
                              .shape = sameShape,
                              .reference = reference,
                              .magnitude = magnitude,
                              .approximated = true};
  return kind;
}

} // namespace evenstride::layers
