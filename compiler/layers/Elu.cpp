// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Exponential linear unit.
#include "layers/Elementwise.h"
#include "layers/Kinds.h"

#include <algorithm>
#include <cmath>

namespace evenstride::layers {

static Tensor reference(const Arguments &arguments, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  double alpha = arguments.number("alpha");
  return mapElements(*operands[0], [alpha](double x) { return x > 0 ? x : alpha * std::expm1(x); });
}

static Tensor magnitude(const Arguments &arguments, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  return growElements(*operands[0], std::max(1.0, std::fabs(arguments.number("alpha"))));
}

const LayerKind &layerElu() {
  static const LayerKind kind{
      .keyword = "elu",
      .summary = "x where it is above 0, else alpha * (exp(x) - 1)",
      .parameters = {{.name = "alpha",
                      .type = ParameterType::Number,
                      .positional = true,
                      .byDefault = 1.0,
                      .description = "what large negative numbers approach, with the other sign",
                      .atLeast = anyNumber}},
      .shape = sameShape,
      .reference = reference,
      .magnitude = magnitude,
      .approximated = true};
  return kind;
}

} // namespace evenstride::layers
