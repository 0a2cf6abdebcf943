// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Tensors whose values stand in an ONNX file, or follow from such. The only place that reads the payload of a tensor.
#pragma once

#include "interchange/Draft.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace onnx {
class TensorProto;
}

namespace evenstride::interchange::onnx {

/// A tensor of floats, or of integers and truth values. All float types are widened or rounded to fp32.
struct Constant {
  std::vector<int64_t> shape;
  bool isFloat = true;
  std::span<const float> floats = {}; // where it is one; in the file or in Draft::computed
  std::vector<int64_t> integers = {}; // where it is not

  size_t size() const { return isFloat ? floats.size() : integers.size(); }
  double at(size_t index) const { return isFloat ? double(floats[index]) : double(integers[index]); }
};

/// Elements of a shape whose extents are not negative. Throws Refusal where they cannot be counted.
int64_t elementsOf(std::span<const int64_t> shape);

/// Whether values of this element type are floats that can be computed with.
bool isFloatElement(int32_t dataType);

/// The values of a tensor, in place where the file has fp32; `elsewhere` are its bytes where they are not its own.
/// Throws Refusal where type, shape and payload disagree.
Constant decode(const ::onnx::TensorProto &tensor, std::optional<std::span<const uint8_t>> elsewhere, Draft &memory);

Constant integerConstant(std::vector<int64_t> shape, std::vector<int64_t> values);
Constant floatConstant(std::vector<int64_t> shape, std::vector<float> values, Draft &memory);

} // namespace evenstride::interchange::onnx
