// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The unary steps of an epilogue by the references of their layers, whose names they have.
#pragma once

#include "layers/Layer.h"

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace evenstride::test {

/// The layer's Number parameters, in their order, are `numbers`.
inline layers::Arguments stepArguments(const layers::LayerKind &kind, std::span<const double> numbers) {
  layers::Arguments arguments;
  size_t next = 0;
  for (const layers::Parameter &parameter : kind.parameters)
    if (parameter.type == layers::ParameterType::Number)
      arguments.values.emplace(parameter.name, numbers[next++]);
    else
      arguments.values.emplace(parameter.name, *parameter.byDefault);
  return arguments;
}

/// The step applied to each value.
inline void applyStep(std::string_view step, std::span<const double> numbers, std::vector<double> &values) {
  const bool tanhGelu = step == "gelu_tanh";
  const layers::LayerKind &kind = *layers::findLayer(tanhGelu ? "gelu" : step);
  layers::Arguments arguments = stepArguments(kind, numbers);
  if (tanhGelu)
    arguments.values["approximate"] = std::string("tanh");
  layers::Tensor operand({1, 1, int64_t(values.size())});
  operand.data = std::move(values);
  const std::array operands = {static_cast<const layers::Tensor *>(&operand)};
  values = kind.reference(arguments, operands, {}).data;
}

} // namespace evenstride::test
