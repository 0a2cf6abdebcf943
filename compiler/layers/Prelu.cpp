// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rectifier whose slopes below zero were learned, one per channel or one for all. Minus infinity times a slope of 0 is
// NaN, as everywhere.
#include "layers/Elementwise.h"
#include "layers/Kinds.h"

#include <algorithm>
#include <cmath>

namespace evenstride::layers {

static std::vector<WeightSpec> weights(const Arguments &arguments, std::span<const Shape> operands) {
  constexpr int64_t halves = 24; // made-up slopes lie between -1/2 and 1/2 and differ
  int64_t slopes = arguments.boolean("shared") ? 1 : operands[0].channels;
  return {{.suffix = "weight", .shape = {slopes}, .fanIn = halves}};
}

// function(x, slope) for each element.
template <typename Function>
static Tensor mapSlopes(const Tensor &input, const ReferenceWeights &given, Function function) {
  const std::vector<double> &slopes = given.find("weight")->second;
  Tensor result(input.shape);
  size_t pixels = size_t(input.shape.height * input.shape.width);
  for (size_t i = 0; i < input.data.size(); ++i)
    result.data[i] = function(input.data[i], slopes[slopes.size() == 1 ? 0 : i / pixels]);
  return result;
}

static Tensor reference(const Arguments &, std::span<const Tensor *const> operands, const ReferenceWeights &given) {
  return mapSlopes(*operands[0], given, [](double x, double slope) { return x < 0 ? slope * x : x; });
}

static Tensor magnitude(const Arguments &, std::span<const Tensor *const> operands, const ReferenceWeights &given) {
  return mapSlopes(*operands[0], given, [](double x, double slope) { return std::max(1.0, std::fabs(slope)) * x; });
}

const LayerKind &layerPrelu() {
  static const LayerKind kind{.keyword = "prelu",
                              .summary = "x where it is at least 0, else its channel's weight * x",
                              .parameters = {{.name = "shared",
                                              .type = ParameterType::Boolean,
                                              .byDefault = false,
                                              .description = "whether one weight serves all channels"}},
                              .shape = sameShape,
                              .weights = weights,
                              .reference = reference,
                              .magnitude = magnitude};
  return kind;
}

} // namespace evenstride::layers
