// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Misra 2019.
#include "layers/Elementwise.h"
#include "layers/Kinds.h"

#include <cmath>

namespace evenstride::layers {

static Tensor reference(const Arguments &, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  return gateElements(*operands[0], [](double x) { return std::tanh(std::log1p(std::exp(x))); });
}

static Tensor magnitude(const Arguments &, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  constexpr double steepest = 1.1;
  return growElements(*operands[0], steepest);
}

const LayerKind &layerMish() {
  static const LayerKind kind{.keyword = "mish",
                              .summary = "x * tanh(log(1 + exp(x)))",
                              .shape = sameShape,
                              .reference = reference,
                              .magnitude = magnitude,
                              .approximated = true};
  return kind;
}

} // namespace evenstride::layers
