// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the layers that work element by element share.
#pragma once

#include "layers/Layer.h"

#include <limits>

namespace evenstride::layers {

/// The result has the shape of the operand.
inline ShapeResult sameShape(const Arguments &, std::span<const Shape> operands) { return operands[0]; }

/// function(x) for each element.
template <typename Function> Tensor mapElements(const Tensor &operand, Function function) {
  Tensor result(operand.shape);
  for (size_t i = 0; i < operand.data.size(); ++i)
    result.data[i] = function(operand.data[i]);
  return result;
}

/// x where it lies between the bounds, else the nearer one; NaN stays.
inline double clipped(double x, double low, double high) { return x < low ? low : x > high ? high : x; }

/// x * gate(x) for each element, with a gate that vanishes faster than x grows: 0 at minus infinity, where the product
/// has no value of its own.
template <typename Gate> Tensor gateElements(const Tensor &operand, Gate gate) {
  return mapElements(operand,
                     [&](double x) { return x == -std::numeric_limits<double>::infinity() ? 0 : x * gate(x); });
}

/// The magnitude of an activation: its results, and `factor` times an error of x, stay below factor * |x| + added.
inline Tensor growElements(const Tensor &magnitude, double factor, double added = 0) {
  return mapElements(magnitude, [&](double x) { return factor * x + added; });
}

/// Two equal shapes, or [C, 1, 1] on one side, which is then used at every pixel.
ShapeResult broadcastShape(const Arguments &, std::span<const Shape> operands);

/// function(a, b) for each element of the broadcast shape.
template <typename Function> Tensor combineElements(const Tensor &left, const Tensor &right, Function function) {
  const Shape &shape = left.shape.height * left.shape.width == 1 ? right.shape : left.shape;
  auto read = [&](const Tensor &tensor, int64_t c, int64_t y, int64_t x) {
    return tensor.shape == shape ? tensor.at(c, y, x) : tensor.at(c, 0, 0);
  };
  Tensor result(shape);
  for (int64_t c = 0; c < shape.channels; ++c)
    for (int64_t y = 0; y < shape.height; ++y)
      for (int64_t x = 0; x < shape.width; ++x)
        result.at(c, y, x) = function(read(left, c, y, x), read(right, c, y, x));
  return result;
}

} // namespace evenstride::layers
