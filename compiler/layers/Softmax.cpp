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

const LayerKind &layerSoftmax() {
  static const LayerKind kind{.keyword = "softmax",
                              .summary = "exp(x) over its sum along the channels of each pixel",
                              .shape = sameShape,
                              .reference = reference};
  return kind;
}

} // namespace evenstride::layers
