// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Arguments, tensors and layers for the tests, written briefly.
#pragma once

#include "layers/Layer.h"

#include <doctest/doctest.h>

namespace evenstride::layers {

inline const LayerKind &layer(std::string_view keyword) {
  const LayerKind *kind = findLayer(keyword);
  REQUIRE(kind);
  return *kind;
}

/// Arguments with the defaults of the table filled in.
inline Arguments arguments(std::string_view keyword, std::map<std::string, Value, std::less<>> given = {}) {
  Arguments result{std::move(given)};
  for (const Parameter &parameter : layer(keyword).parameters) {
    std::string name(parameter.name);
    if (parameter.byDefault)
      result.values.try_emplace(name, *parameter.byDefault);
    else if (!parameter.required())
      result.values.try_emplace(name, result.values.find(parameter.defaultsTo)->second);
  }
  return result;
}

inline ShapeResult shapeOf(std::string_view keyword, const Arguments &arguments, std::vector<Shape> operands) {
  return layer(keyword).shape(arguments, operands);
}

/// 1, 2, 3, … in the order of memory.
inline Tensor counting(Shape shape, double first = 1) {
  Tensor tensor(shape);
  for (double &value : tensor.data)
    value = first++;
  return tensor;
}

inline Tensor tensor(Shape shape, std::vector<double> data) {
  Tensor result(shape);
  REQUIRE(data.size() == result.data.size());
  result.data = std::move(data);
  return result;
}

inline Tensor run(std::string_view keyword, const Arguments &arguments, const std::vector<Tensor> &operands,
                  const ReferenceWeights &weights = {}) {
  std::vector<const Tensor *> pointers;
  std::vector<Shape> shapes;
  for (const Tensor &operand : operands) {
    pointers.push_back(&operand);
    shapes.push_back(operand.shape);
  }
  Tensor result = layer(keyword).reference(arguments, pointers, weights);
  ShapeResult shape = layer(keyword).shape(arguments, shapes);
  REQUIRE(std::holds_alternative<Shape>(shape));
  CHECK(std::get<Shape>(shape) == result.shape); // rule and reference agree
  return result;
}

} // namespace evenstride::layers
