// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Gaussian error linear unit (Hendrycks and Gimpel 2016), exactly or by its approximation with tanh.
#include "layers/Elementwise.h"
#include "layers/Kinds.h"

#include <cmath>
#include <numbers>

namespace evenstride::layers {

// (1 + tanh y) / 2 is the logistic function of 2 y, which keeps small results accurate.
static double logisticGate(double x) {
  const double y = std::sqrt(2 / std::numbers::pi) * (x + 0.044715 * x * x * x);
  return 1 / (1 + std::exp(-2 * y));
}

static Tensor reference(const Arguments &arguments, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  if (arguments.word("approximate") == "tanh")
    return gateElements(*operands[0], logisticGate);
  return gateElements(*operands[0], [](double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; });
}

static Tensor magnitude(const Arguments &, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  constexpr double steepest = 1.15;
  return growElements(*operands[0], steepest);
}

const LayerKind &layerGelu() {
  static const LayerKind kind{
      .keyword = "gelu",
      .summary = "x times the normal distribution function of x",
      .parameters = {{.name = "approximate",
                      .type = ParameterType::Word,
                      .byDefault = std::string("none"),
                      .words = {"none", "tanh"},
                      .description = "`tanh`: x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))) / 2"}},
      .shape = sameShape,
      .reference = reference,
      .magnitude = magnitude,
      .approximated = true};
  return kind;
}

} // namespace evenstride::layers
