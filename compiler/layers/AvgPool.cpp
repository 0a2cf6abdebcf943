// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mean of each window. `border: ignore` divides by the real elements, `border: zero` by the whole window.
#include "layers/Kinds.h"
#include "layers/Windows.h"

#include <array>

namespace evenstride::layers {

static Tensor reference(const Arguments &arguments, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  const Tensor &input = *operands[0];
  Tensor result(provenShape(poolShape(arguments, std::array{input.shape})));
  auto windows = windowsOf(arguments);
  bool countsPadding = arguments.word("border") == "zero";
  for (int64_t c = 0; c < result.shape.channels; ++c)
    for (int64_t oy = 0; oy < result.shape.height; ++oy)
      for (int64_t ox = 0; ox < result.shape.width; ++ox) {
        double sum = 0;
        int64_t real = 0;
        forEachTap(windows, input.shape, {oy, ox}, [&](int64_t, int64_t, int64_t y, int64_t x) {
          sum += input.at(c, y, x);
          ++real;
        });
        int64_t count = countsPadding ? windows.first.kernel * windows.second.kernel : real;
        result.at(c, oy, ox) = sum / double(count);
      }
  return result;
}

const LayerKind &layerAvgPool() {
  static const LayerKind kind{.keyword = "avg_pool",
                              .summary = "mean of each window",
                              .parameters = {kernelParameter(),
                                             poolStrideParameter(),
                                             padParameter(),
                                             dilationParameter(),
                                             {.name = "border",
                                              .type = ParameterType::Word,
                                              .byDefault = std::string("ignore"),
                                              .words = {"ignore", "zero"},
                                              .description = "whether the mean counts padding: not, or as zeros"},
                                             roundParameter()},
                              .shape = poolShape,
                              .reference = reference,
                              .summands = windowSummands,
                              .reads = windowReads,
                              .isWindow = true,
                              .isPool = true};
  return kind;
}

} // namespace evenstride::layers
