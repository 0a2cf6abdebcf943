// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Logistic function in three straight pieces. PyTorch and MobileNetV3 have a slope of 1/6; ONNX has 0.2 by default.
#include "layers/Elementwise.h"
#include "layers/Kinds.h"

#include <cmath>

namespace evenstride::layers {

static Tensor reference(const Arguments &arguments, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  double alpha = arguments.number("alpha"), beta = arguments.number("beta");
  return mapElements(*operands[0], [=](double x) { return clipped(alpha * x + beta, 0, 1); });
}

static Tensor magnitude(const Arguments &arguments, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  return growElements(*operands[0], arguments.number("alpha"), std::fabs(arguments.number("beta")));
}

const LayerKind &layerHardSigmoid() {
  static const LayerKind kind{.keyword = "hard_sigmoid",
                              .summary = "alpha * x + beta, but at least 0 and at most 1",
                              .parameters = {{.name = "alpha",
                                              .type = ParameterType::Number,
                                              .positional = true,
                                              .byDefault = 1.0 / 6,
                                              .description = "slope of the middle: 1/6 as in PyTorch; 0.2 in ONNX"},
                                             {.name = "beta",
                                              .type = ParameterType::Number,
                                              .positional = true,
                                              .byDefault = 0.5,
                                              .description = "value at 0",
                                              .atLeast = anyNumber}},
                              .shape = sameShape,
                              .reference = reference,
                              .magnitude = magnitude};
  return kind;
}

} // namespace evenstride::layers
