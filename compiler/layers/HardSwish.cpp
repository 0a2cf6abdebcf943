// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// x times the hard sigmoid of slope 1/6, as in MobileNetV3.
#include "layers/Elementwise.h"
#include "layers/Kinds.h"

namespace evenstride::layers {

static Tensor reference(const Arguments &, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  return mapElements(*operands[0], [](double x) { return x <= -3 ? 0 : x >= 3 ? x : x * (x + 3) / 6; });
}

static Tensor magnitude(const Arguments &, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  constexpr double steepest = 1.5; // at 3
  return growElements(*operands[0], steepest);
}

const LayerKind &layerHardSwish() {
  static const LayerKind kind{.keyword = "hard_swish",
                              .summary = "x * (x + 3) / 6 between -3 and 3, 0 below, x above",
                              .shape = sameShape,
                              .reference = reference,
                              .magnitude = magnitude};
  return kind;
}

} // namespace evenstride::layers
