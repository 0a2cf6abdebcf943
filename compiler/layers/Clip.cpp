// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Bounds on both sides; NaN stays.
#include "layers/Elementwise.h"
#include "layers/Kinds.h"
#include "support/Text.h"

#include <algorithm>
#include <cmath>

namespace evenstride::layers {

static ShapeResult shape(const Arguments &arguments, std::span<const Shape> operands) {
  double low = arguments.number("low"), high = arguments.number("high");
  if (low <= high)
    return operands[0];
  return ShapeFault{.code = diagnostics::Code::E0331,
                    .message = "`low` of a clip is above its `high`",
                    .parameter = "low",
                    .label = support::shortest(low) + " > " + support::shortest(high),
                    .side = FaultSide::Arguments};
}

static Tensor reference(const Arguments &arguments, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  double low = arguments.number("low"), high = arguments.number("high");
  return mapElements(*operands[0], [=](double x) { return clipped(x, low, high); });
}

static Tensor magnitude(const Arguments &arguments, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  double bound = std::max(std::fabs(arguments.number("low")), std::fabs(arguments.number("high")));
  return growElements(*operands[0], 1, bound);
}

/// fp32's largest, as its decimal: a bound that bounds nothing.
static constexpr double largestFloat = 3.4028235e38;

const LayerKind &layerClip() {
  static const LayerKind kind{.keyword = "clip",
                              .summary = "x, but at least low and at most high",
                              .parameters = {{.name = "low",
                                              .type = ParameterType::Number,
                                              .positional = true,
                                              .description = "smallest result",
                                              .atLeast = -largestFloat,
                                              .atMost = largestFloat},
                                             {.name = "high",
                                              .type = ParameterType::Number,
                                              .positional = true,
                                              .description = "largest result",
                                              .atLeast = -largestFloat,
                                              .atMost = largestFloat}},
                              .shape = shape,
                              .reference = reference,
                              .magnitude = magnitude};
  return kind;
}

} // namespace evenstride::layers
