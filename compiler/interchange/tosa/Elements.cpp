// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Layers that work element by element or channel by channel, composed of TOSA's elementary functions.
#include "interchange/tosa/Layers.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace evenstride::interchange::tosa {

constexpr double infinity = std::numeric_limits<double>::infinity();

Tensor writeRelu(Layer &layer) { return layer.function.clamp(layer.operand(), 0, infinity); }
Tensor writeRelu6(Layer &layer) { return layer.function.clamp(layer.operand(), 0, 6); }
Tensor writeClip(Layer &layer) {
  return layer.function.clamp(layer.operand(), layer.arguments.number("low"), layer.arguments.number("high"));
}
Tensor writeTanh(Layer &layer) { return layer.function.unary("tanh", layer.operand()); }
Tensor writeSigmoid(Layer &layer) { return layer.function.unary("sigmoid", layer.operand()); }
Tensor writeDropout(Layer &layer) { return layer.operand(); }

Tensor writeLeakyRelu(Layer &layer) {
  Tensor below = layer.function.binary("mul", layer.operand(), layer.arguments.number("slope"));
  return layer.function.above0(layer.operand(), below);
}

Tensor writePrelu(Layer &layer) {
  Tensor slope = layer.function.perChannel(layer.weight("weight"));
  return layer.function.above0(layer.operand(), layer.function.binary("mul", layer.operand(), slope));
}

Tensor writeElu(Layer &layer) {
  Function &function = layer.function;
  Tensor grown = function.binary("sub", function.unary("exp", layer.operand()), 1);
  return function.above0(layer.operand(), function.binary("mul", grown, layer.arguments.number("alpha")));
}

Tensor writeHardSigmoid(Layer &layer) {
  Function &function = layer.function;
  Tensor line = function.binary("mul", layer.operand(), layer.arguments.number("alpha"));
  return function.clamp(function.binary("add", line, layer.arguments.number("beta")), 0, 1);
}

Tensor writeHardSwish(Layer &layer) {
  Function &function = layer.function;
  Tensor gate = function.clamp(function.binary("add", layer.operand(), 3), 0, 6);
  return function.binary("mul", layer.operand(), function.binary("mul", gate, 1.0 / 6));
}

Tensor writeSilu(Layer &layer) {
  return layer.function.binary("mul", layer.operand(), layer.function.unary("sigmoid", layer.operand()));
}

Tensor writeMish(Layer &layer) {
  Function &function = layer.function;
  Tensor softplus = function.unary("log", function.binary("add", function.unary("exp", layer.operand()), 1));
  return function.binary("mul", layer.operand(), function.unary("tanh", softplus));
}

/// The logistic function of 2 y is (1 + tanh y) / 2.
static Tensor geluGate(Layer &layer) {
  Function &function = layer.function;
  const Tensor &x = layer.operand();
  if (layer.arguments.word("approximate") == "tanh") {
    Tensor square = function.binary("mul", x, x);
    Tensor factor = function.binary("add", function.binary("mul", square, 0.044715), 1);
    Tensor y = function.binary("mul", function.binary("mul", x, factor), 2 * std::sqrt(2 / std::numbers::pi));
    return function.unary("sigmoid", y);
  }
  Tensor error = function.unary("erf", function.binary("mul", x, 1 / std::numbers::sqrt2));
  return function.binary("mul", function.binary("add", error, 1), 0.5);
}

Tensor writeGelu(Layer &layer) { return layer.function.binary("mul", layer.operand(), geluGate(layer)); }

Tensor writeSoftmax(Layer &layer) {
  Function &function = layer.function;
  Tensor largest = function.reduce("reduce_max", layer.operand(), 3);
  Tensor powers = function.unary("exp", function.binary("sub", layer.operand(), largest));
  return function.binary("mul", powers, function.unary("reciprocal", function.reduce("reduce_sum", powers, 3)));
}

static Tensor combined(Layer &layer, std::string_view op) {
  return layer.function.binary(op, layer.operands[0], layer.operands[1]);
}

Tensor writeAdd(Layer &layer) { return combined(layer, "add"); }
Tensor writeSubtract(Layer &layer) { return combined(layer, "sub"); }
Tensor writeMultiply(Layer &layer) { return combined(layer, "mul"); }

Tensor writeBatchNorm(Layer &layer) {
  auto weight = layer.weight("weight"), bias = layer.weight("bias");
  auto mean = layer.weight("running_mean"), variance = layer.weight("running_var");
  std::vector<float> factors, summands;
  for (size_t c = 0; c < weight.size(); ++c) {
    double factor = weight[c] / std::sqrt(variance[c] + layer.arguments.number("epsilon"));
    factors.push_back(float(factor));
    summands.push_back(float(bias[c] - mean[c] * factor));
  }
  Tensor product = layer.function.binary("mul", layer.operand(), layer.function.perChannel(factors));
  return layer.function.binary("add", product, layer.function.perChannel(summands));
}

Tensor writeScale(Layer &layer) {
  std::vector<float> means, factors;
  for (double mean : layer.arguments.numbers("mean"))
    means.push_back(float(mean));
  for (double deviation : layer.arguments.numbers("std"))
    factors.push_back(float(1 / deviation));
  Tensor centred = layer.function.binary("sub", layer.operand(), layer.function.perChannel(means));
  return layer.function.binary("mul", centred, layer.function.perChannel(factors));
}

/// The sum over channels is one of shifted images.
Tensor writeLrn(Layer &layer) {
  Function &function = layer.function;
  const Tensor &x = layer.operand();
  int64_t size = layer.arguments.integer("size");
  Tensor squares = function.binary("mul", x, x);
  Tensor wide = function.pad(squares, {0, 0, 0, 0, 0, 0, size / 2, (size - 1) / 2}, 0);
  Tensor sum = function.slice(wide, {0, 0, 0, 0}, x.shape);
  for (int64_t c = 1; c < size; ++c)
    sum = function.binary("add", sum, function.slice(wide, {0, 0, 0, c}, x.shape));
  Tensor weighted = function.binary("mul", sum, layer.arguments.number("alpha") / double(size));
  Tensor base = function.binary("add", weighted, layer.arguments.number("k"));
  Tensor power = function.binary("pow", base, -layer.arguments.number("beta"));
  return function.binary("mul", x, power);
}

} // namespace evenstride::interchange::tosa
