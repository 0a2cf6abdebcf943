// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// exp(x) over its sum along the channels of each pixel.
#include "layers/Elementwise.h"
#include "layers/Kinds.h"

#include <algorithm>
#include <cmath>

namespace evenstride::layers {

static Tensor reference(const Arguments &, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  const Tensor &input = *operands[0];
  Tensor result(input.shape);
  for (int64_t y = 0; y < input.shape.height; ++y)
    for (int64_t x = 0; x < input.shape.width; ++x) {
      double largest = input.at(0, y, x), sum = 0;
      for (int64_t c = 0; c < input.shape.channels; ++c)
        largest = std::max(largest, input.at(c, y, x)); // keeps exp from overflowing
      for (int64_t c = 0; c < input.shape.channels; ++c)
        sum += result.at(c, y, x) = std::exp(input.at(c, y, x) - largest);
      for (int64_t c = 0; c < input.shape.channels; ++c)
        result.at(c, y, x) /= sum;
    }
  return result;
}

// An error of a logit moves every probability by as much at most.
static Tensor magnitude(const Arguments &, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  const Tensor &operand = *operands[0];
  Tensor result(operand.shape);
  for (int64_t y = 0; y < operand.shape.height; ++y)
    for (int64_t x = 0; x < operand.shape.width; ++x) {
      double largest = 0;
      for (int64_t c = 0; c < operand.shape.channels; ++c)
        largest = std::max(largest, operand.at(c, y, x));
      for (int64_t c = 0; c < operand.shape.channels; ++c)
        result.at(c, y, x) = 1 + largest;
    }
  return result;
}

static int64_t summands(const Arguments &, const Shape &operand) { return operand.channels; }

const LayerKind &layerSoftmax() {
  static const LayerKind kind{.keyword = "softmax",
                              .summary = "exp(x) over its sum along the channels of each pixel",
                              .shape = sameShape,
                              .reference = reference,
                              .magnitude = magnitude,
                              .summands = summands,
                              .approximated = true};
  return kind;
}

} // namespace evenstride::layers
