// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The body of a function in MLIR's text while it is written: operations of TOSA as version 19 spells them, and
// constants.
#pragma once

#include <cstdint>
#include <deque>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace evenstride::interchange::tosa {

using List = std::vector<int64_t>;

/// A value of the function: fp32, unless `element` says otherwise. Images are [1, H, W, C].
struct Tensor {
  std::string name; // "%conv1"
  List shape;
  std::string_view element = "f32";

  int64_t rows() const { return shape[1]; }
  int64_t columns() const { return shape[2]; }
  int64_t channels() const { return shape[3]; }
};

/// "tensor<1x28x28x1xf32>"
std::string typeOf(const Tensor &tensor);
/// "array<i64: 1, 2>"
std::string arrayText(const List &values);

class Function {
public:
  /// What follows belongs to the layer of this path.
  void enter(std::string path) { layer = std::move(path); }
  /// A name that no other value has.
  std::string nameValue(std::string_view wanted);

  // Constants.
  Tensor constant(List shape, std::span<const float> values);
  Tensor scalar(double value) { return constant({1, 1, 1, 1}, std::vector{float(value)}); }
  Tensor perChannel(std::span<const float> values) { return constant({1, 1, 1, int64_t(values.size())}, values); }
  Tensor integers(List shape, const List &values);

  /// "tosa.<op>" with its attributes, such as "axis = 3 : i32".
  Tensor add(std::string_view op, const std::vector<Tensor> &operands, std::string_view attributes, List shape,
             std::string_view element = "f32");

  // Operations of one element each.
  Tensor unary(std::string_view op, const Tensor &x) { return add(op, {x}, "", x.shape, x.element); }
  Tensor binary(std::string_view op, const Tensor &left, const Tensor &right);
  Tensor binary(std::string_view op, const Tensor &left, double right) { return binary(op, left, scalar(right)); }
  Tensor clamp(const Tensor &x, double low, double high);
  /// `x` where it is at least 0, else `other`.
  Tensor above0(const Tensor &x, const Tensor &other);

  // Operations that move numbers.
  Tensor reshape(const Tensor &x, List shape);
  Tensor transpose(const Tensor &x, const List &order);
  Tensor slice(const Tensor &x, const List &start, List size);
  Tensor concat(const std::vector<Tensor> &parts, int axis = 3);
  Tensor reverse(const Tensor &x, int axis);
  Tensor pad(const Tensor &x, const List &amounts, double value); // {before, after} of each axis
  Tensor reduce(std::string_view op, const Tensor &x, int axis);

  size_t operations() const { return text.size(); }
  // What was written; weights may be gigabytes, and are not copied.
  std::deque<std::string> takeLines() { return std::move(text); }
  std::deque<std::string> takeResources() { return std::move(blobs); }

private:
  void write(std::string line);

  std::deque<std::string> text, blobs;
  std::set<std::string, std::less<>> taken;
  std::string layer;
};

} // namespace evenstride::interchange::tosa
