// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Spelling of types, attributes, numbers and operations.
#include "interchange/tosa/Function.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <span>

namespace evenstride::interchange::tosa {

std::string typeOf(const Tensor &tensor) {
  std::string extents;
  for (int64_t extent : tensor.shape)
    extents += std::to_string(extent) + "x";
  return fmt::format("tensor<{}{}>", extents, tensor.element);
}

std::string arrayText(const List &values) { return fmt::format("array<i64: {}>", fmt::join(values, ", ")); }

/// A number that MLIR reads as that float.
static std::string numberText(double value) {
  if (std::isinf(value))
    return value > 0 ? "0x7F800000" : "0xFF800000";
  return fmt::format("{:.9e}", double(float(value)));
}

static void appendHex(std::string &text, std::span<const float> values) {
  constexpr char digits[] = "0123456789ABCDEF";
  const auto *bytes = reinterpret_cast<const unsigned char *>(values.data());
  size_t at = text.size();
  text.resize(at + values.size_bytes() * 2);
  for (size_t i = 0; i < values.size_bytes(); ++i) {
    text[at++] = digits[bytes[i] >> 4];
    text[at++] = digits[bytes[i] & 15];
  }
}

std::string Function::nameValue(std::string_view wanted) {
  std::string name = "%";
  for (char c : wanted)
    name += std::isalnum(static_cast<unsigned char>(c)) || c == '.' ? c : '_';
  if (std::isdigit(static_cast<unsigned char>(name[1])))
    name.insert(1, "_"); // bare numbers are MLIR's own
  std::string unique = name;
  for (int copy = 2; !taken.insert(unique).second; ++copy)
    unique = name + "$" + std::to_string(copy);
  return unique;
}

void Function::write(std::string line) { text.push_back(fmt::format("    {} loc(\"{}\")\n", std::move(line), layer)); }

Tensor Function::constant(List shape, std::span<const float> values) {
  constexpr size_t mostInline = 8;
  Tensor result{nameValue(layer + ".const"), std::move(shape)};
  std::string type = typeOf(result), value;
  bool isSplat = std::ranges::all_of(values, [&](float each) { return each == values[0]; });
  if (isSplat) {
    value = "dense<" + numberText(values[0]) + ">";
  } else if (values.size() <= mostInline) {
    value = "dense<\"0x";
    appendHex(value, values);
    value += "\">";
  } else {
    std::string key = result.name.substr(1);
    value = "dense_resource<" + key + ">";
    std::string &blob = blobs.emplace_back("      " + key + ": \"0x04000000"); // aligned to 4 bytes
    blob.reserve(blob.size() + values.size_bytes() * 2 + 1);
    appendHex(blob, values);
    blob += '"';
  }
  write(fmt::format("{} = \"tosa.const\"() <{{value = {} : {}}}> : () -> {}", result.name, value, type, type));
  return result;
}

Tensor Function::integers(List shape, const List &values) {
  Tensor result{nameValue(layer + ".const"), std::move(shape), "i32"};
  std::string rows = fmt::format("{}", fmt::join(values, ", "));
  if (result.shape.size() == 2) {
    std::vector<std::string> pairs;
    for (size_t i = 0; i < values.size(); i += 2)
      pairs.push_back(fmt::format("[{}, {}]", values[i], values[i + 1]));
    rows = fmt::format("{}", fmt::join(pairs, ", "));
  }
  std::string type = typeOf(result);
  std::string value = values.size() == 1 ? rows : "[" + rows + "]";
  write(fmt::format("{} = \"tosa.const\"() <{{value = dense<{}> : {}}}> : () -> {}", result.name, value, type, type));
  return result;
}

Tensor Function::add(std::string_view op, const std::vector<Tensor> &operands, std::string_view attributes, List shape,
                     std::string_view element) {
  Tensor result{nameValue(layer), std::move(shape), element};
  std::vector<std::string> names, types;
  for (const Tensor &operand : operands) {
    names.push_back(operand.name);
    types.push_back(typeOf(operand));
  }
  std::string braces = attributes.empty() ? "" : fmt::format(" {{{}}}", attributes);
  std::string of = fmt::format("({}) -> ", fmt::join(types, ", "));
  write(fmt::format("{} = tosa.{} {}{} : {}{}", result.name, op, fmt::join(names, ", "), braces, of, typeOf(result)));
  return result;
}

Tensor Function::binary(std::string_view op, const Tensor &left, const Tensor &right) {
  List shape = left.shape;
  for (size_t i = 0; i < shape.size(); ++i)
    shape[i] = std::max(shape[i], right.shape[i]);
  return add(op, {left, right}, op == "mul" ? "shift = 0 : i8" : "", std::move(shape), left.element);
}

Tensor Function::clamp(const Tensor &x, double low, double high) {
  constexpr int64_t least = std::numeric_limits<int64_t>::min(), most = std::numeric_limits<int64_t>::max();
  std::string bounds = fmt::format("min_int = {} : i64, max_int = {} : i64, min_fp = {} : f32, max_fp = {} : f32",
                                   least, most, numberText(low), numberText(high));
  return add("clamp", {x}, bounds, x.shape);
}

Tensor Function::above0(const Tensor &x, const Tensor &other) {
  Tensor isAbove = add("greater_equal", {x, scalar(0)}, "", x.shape, "i1");
  return add("select", {isAbove, x, other}, "", x.shape);
}

Tensor Function::reshape(const Tensor &x, List shape) {
  std::string attribute = "new_shape = " + arrayText(shape);
  return add("reshape", {x}, attribute, std::move(shape), x.element);
}

Tensor Function::transpose(const Tensor &x, const List &order) {
  List shape;
  for (int64_t axis : order)
    shape.push_back(x.shape[size_t(axis)]);
  return add("transpose", {x, integers({int64_t(order.size())}, order)}, "", std::move(shape), x.element);
}

Tensor Function::slice(const Tensor &x, const List &start, List size) {
  std::string attributes = fmt::format("start = {}, size = {}", arrayText(start), arrayText(size));
  return add("slice", {x}, attributes, std::move(size));
}

Tensor Function::concat(const std::vector<Tensor> &parts, int axis) {
  List shape = parts[0].shape;
  shape[size_t(axis)] = 0;
  for (const Tensor &part : parts)
    shape[size_t(axis)] += part.shape[size_t(axis)];
  return add("concat", parts, fmt::format("axis = {} : i32", axis), std::move(shape));
}

Tensor Function::reverse(const Tensor &x, int axis) {
  return add("reverse", {x}, fmt::format("axis = {} : i32", axis), x.shape);
}

Tensor Function::pad(const Tensor &x, const List &amounts, double value) {
  List shape = x.shape;
  for (size_t i = 0; i < shape.size(); ++i)
    shape[i] += amounts[2 * i] + amounts[2 * i + 1];
  Tensor border{nameValue(layer + ".const"), {}};
  write(fmt::format("{} = \"tosa.const\"() <{{value = dense<{}> : tensor<f32>}}> : () -> tensor<f32>", border.name,
                    numberText(value)));
  return add("pad", {x, integers({int64_t(x.shape.size()), 2}, amounts), border}, "", std::move(shape));
}

Tensor Function::reduce(std::string_view op, const Tensor &x, int axis) {
  List shape = x.shape;
  shape[size_t(axis)] = 1;
  return add(op, {x}, fmt::format("axis = {} : i32", axis), std::move(shape));
}

} // namespace evenstride::interchange::tosa
