// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Largest pixel of each channel; NaN wins.
#include "layers/Kinds.h"
#include "layers/Windows.h"

#include <cmath>

namespace evenstride::layers {

static ShapeResult shape(const Arguments &, std::span<const Shape> operands) {
  return Shape{operands[0].channels, 1, 1};
}

static Tensor reference(const Arguments &, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  const Tensor &input = *operands[0];
  Tensor result({input.shape.channels, 1, 1});
  int64_t pixels = input.shape.height * input.shape.width;
  for (int64_t c = 0; c < input.shape.channels; ++c) {
    double largest = input.at(c, 0, 0);
    for (int64_t p = 0; p < pixels; ++p)
      if (double value = input.data[size_t(c * pixels + p)]; value > largest || std::isnan(value))
        largest = value; // no comparison replaces a NaN
    result.data[size_t(c)] = largest;
  }
  return result;
}

const LayerKind &layerGlobalMaxPool() {
  static const LayerKind kind{.keyword = "global_max_pool",
                              .summary = "largest element of each channel over the whole image: [C, 1, 1]",
                              .shape = shape,
                              .reference = reference,
                              .reads = readsAll};
  return kind;
}

} // namespace evenstride::layers
