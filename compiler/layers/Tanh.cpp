// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Hyperbolic tangent.
#include "layers/Elementwise.h"
#include "layers/Kinds.h"

#include <cmath>

namespace evenstride::layers {

static Tensor reference(const Arguments &, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  return mapElements(*operands[0], [](double x) { return std::tanh(x); });
}

// A clipped value may stem from a large one, whose error it keeps.
static Tensor magnitude(const Arguments &, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  return *operands[0];
}

const LayerKind &layerTanh() {
  static const LayerKind kind{.keyword = "tanh",
                              .summary = "hyperbolic tangent",
                              .shape = sameShape,
                              .reference = reference,
                              .magnitude = magnitude,
                              .approximated = true};
  return kind;
}

} // namespace evenstride::layers
