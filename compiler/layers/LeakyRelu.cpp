// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rectifier with a slope below zero. Frameworks disagree on the slope (0.01, 0.1, 0.3), so it has to be said.
#include "layers/Elementwise.h"
#include "layers/Kinds.h"

#include <algorithm>
#include <cmath>

namespace evenstride::layers {

static Tensor reference(const Arguments &arguments, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  double slope = arguments.number("slope");
  return mapElements(*operands[0], [slope](double x) {
    return x >= 0 || std::isnan(x) ? x : slope == 0 ? 0 : slope * x;
  });
}

static Tensor magnitude(const Arguments &arguments, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  return growElements(*operands[0], std::max(1.0, std::fabs(arguments.number("slope"))));
}

const LayerKind &layerLeakyRelu() {
  static const LayerKind kind{.keyword = "leaky_relu",
                              .summary = "x where it is at least 0, else slope * x",
                              .parameters = {{.name = "slope",
                                              .type = ParameterType::Number,
                                              .positional = true,
                                              .description = "factor below zero",
                                              .atLeast = anyNumber}},
                              .shape = sameShape,
                              .reference = reference,
                              .magnitude = magnitude};
  return kind;
}

} // namespace evenstride::layers
