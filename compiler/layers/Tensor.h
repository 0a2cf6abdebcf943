// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Dense [C, H, W] tensors in double, for the reference semantics of the layers.
#pragma once

#include <cstdint>
#include <vector>

namespace evenstride::layers {

/// Fixed shape of one image: channels, rows, columns.
struct Shape {
  int64_t channels = 0, height = 0, width = 0;
  int64_t elements() const { return channels * height * width; }
  bool operator==(const Shape &) const = default;
};

struct Tensor {
  Shape shape;
  std::vector<double> data; // [C][H][W]

  Tensor() = default;
  explicit Tensor(Shape shape, double value = 0) : shape(shape), data(size_t(shape.elements()), value) {}
  double &at(int64_t c, int64_t y, int64_t x) { return data[size_t((c * shape.height + y) * shape.width + x)]; }
  double at(int64_t c, int64_t y, int64_t x) const { return data[size_t((c * shape.height + y) * shape.width + x)]; }
};

} // namespace evenstride::layers
