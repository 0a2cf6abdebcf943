// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Some of the channels, one behind the other.
#include "layers/Kinds.h"

#include <algorithm>

namespace evenstride::layers {

static ShapeResult shape(const Arguments &arguments, std::span<const Shape> operands) {
  const auto &range = arguments.list("channels");
  const Shape &input = operands[0];
  if (range[0] >= 0 && range[0] < range[1] && range[1] <= input.channels)
    return Shape{range[1] - range[0], input.height, input.width};
  bool empty = range[0] >= range[1];
  return ShapeFault{.code = diagnostics::Code::E0340,
                    .message = empty ? "this slice holds no channel" : "this slice reaches beyond the channels",
                    .parameter = "channels",
                    .label = empty ? "ends before it has begun"
                                   : "channels are numbered from 0 to " + std::to_string(input.channels - 1),
                    .side = FaultSide::Channels};
}

static Tensor reference(const Arguments &arguments, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  const Tensor &input = *operands[0];
  const auto &range = arguments.list("channels");
  Tensor result({range[1] - range[0], input.shape.height, input.shape.width});
  std::copy_n(input.data.begin() + range[0] * input.shape.height * input.shape.width, result.data.size(),
              result.data.begin());
  return result;
}

const LayerKind &layerSlice() {
  static const LayerKind kind{.keyword = "slice",
                              .summary = "some of the channels",
                              .parameters = {{.name = "channels",
                                              .type = ParameterType::Range,
                                              .description = "which: `a..b` is without b, `a..=b` with it"}},
                              .shape = shape,
                              .reference = reference};
  return kind;
}

} // namespace evenstride::layers
