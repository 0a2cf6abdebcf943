// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The shape rule of `+`, `-` and `*`.
#include "layers/Elementwise.h"

namespace evenstride::layers {

static bool isPerChannel(const Shape &shape) { return shape.height == 1 && shape.width == 1; }

ShapeResult broadcastShape(const Arguments &, std::span<const Shape> operands) {
  const Shape &left = operands[0], &right = operands[1];
  if (left == right)
    return left;
  if (left.channels == right.channels && isPerChannel(right))
    return left;
  if (left.channels == right.channels && isPerChannel(left))
    return right;
  return ShapeFault{.code = diagnostics::Code::E0305, .message = "the two sides have different sizes"};
}

} // namespace evenstride::layers
