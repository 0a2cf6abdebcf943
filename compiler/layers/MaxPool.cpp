// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Largest real element of each window; padding never wins, and a NaN in the window is the result.
#include "layers/Kinds.h"
#include "layers/Windows.h"

#include <array>
#include <cmath>
#include <limits>

namespace evenstride::layers {

static Tensor reference(const Arguments &arguments, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  const Tensor &input = *operands[0];
  Tensor result(provenShape(poolShape(arguments, std::array{input.shape})));
  auto windows = windowsOf(arguments);
  for (int64_t c = 0; c < result.shape.channels; ++c)
    for (int64_t oy = 0; oy < result.shape.height; ++oy)
      for (int64_t ox = 0; ox < result.shape.width; ++ox) {
        double largest = -std::numeric_limits<double>::infinity();
        forEachTap(windows, input.shape, {oy, ox}, [&](int64_t, int64_t, int64_t y, int64_t x) {
          double value = input.at(c, y, x);
          if (value > largest || std::isnan(value))
            largest = value;
        });
        result.at(c, oy, ox) = largest;
      }
  return result;
}

const LayerKind &layerMaxPool() {
  static const LayerKind kind{
      .keyword = "max_pool",
      .summary = "largest real element of each window",
      .parameters = {kernelParameter(), poolStrideParameter(), padParameter(), dilationParameter(), roundParameter()},
      .shape = poolShape,
      .reference = reference,
      .summands = windowSummands,
      .reads = windowReads,
      .isWindow = true,
      .isPool = true};
  return kind;
}

} // namespace evenstride::layers
