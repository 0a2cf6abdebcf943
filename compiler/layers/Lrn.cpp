// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Local response normalisation across channels. Alpha is divided by the size of the window, as ONNX, Caffe and PyTorch
// have it and TensorFlow and Darknet do not; a window of even size has one more channel before its own than after it,
// as PyTorch's.
#include "layers/Elementwise.h"
#include "layers/Kinds.h"

#include <algorithm>
#include <cmath>

namespace evenstride::layers {

// For each element: result(element, sum of term(x) over the channels around it).
template <typename Term, typename Result>
static Tensor aroundChannels(const Tensor &input, int64_t size, Term term, Result result) {
  Tensor output(input.shape);
  for (int64_t c = 0; c < input.shape.channels; ++c) {
    int64_t first = std::max<int64_t>(0, c - size / 2);
    int64_t last = std::min(input.shape.channels - 1, c + (size - 1) / 2);
    for (int64_t y = 0; y < input.shape.height; ++y)
      for (int64_t x = 0; x < input.shape.width; ++x) {
        double sum = 0;
        for (int64_t other = first; other <= last; ++other)
          sum += term(input.at(other, y, x));
        output.at(c, y, x) = result(input.at(c, y, x), sum);
      }
  }
  return output;
}

static Tensor reference(const Arguments &arguments, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  int64_t size = arguments.integer("size");
  double share = arguments.number("alpha") / double(size), beta = arguments.number("beta"), k = arguments.number("k");
  return aroundChannels(
      *operands[0], size, [](double x) { return x * x; },
      [=](double x, double squares) { return x / std::pow(k + share * squares, beta); });
}

// Of an error of any channel of the window no more than 2 * beta / k^beta is left.
static Tensor magnitude(const Arguments &arguments, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  double beta = arguments.number("beta"), factor = std::pow(arguments.number("k"), -beta);
  return aroundChannels(
      *operands[0], arguments.integer("size"), [](double x) { return x; },
      [=](double x, double sum) { return factor * (x + 2 * beta * sum); });
}

static int64_t summands(const Arguments &arguments, const Shape &) { return arguments.integer("size"); }

const LayerKind &layerLrn() {
  static const LayerKind kind{
      .keyword = "lrn",
      .summary = "x / (k + alpha / size * the sum of x * x over the channels around it) ^ beta",
      .parameters = {{.name = "size",
                      .type = ParameterType::Integer,
                      .positional = true,
                      .description = "how many channels are around it, its own among them",
                      .atLeast = 1},
                     {.name = "alpha",
                      .type = ParameterType::Number,
                      .byDefault = 1e-4,
                      .description = "weight of the sum; divided by `size`"},
                     {.name = "beta", .type = ParameterType::Number, .byDefault = 0.75, .description = "exponent"},
                     {.name = "k",
                      .type = ParameterType::Number,
                      .byDefault = 1.0,
                      .description = "what is added to the sum",
                      .positive = true}},
      .shape = sameShape,
      .reference = reference,
      .magnitude = magnitude,
      .summands = summands,
      .approximated = true};
  return kind;
}

} // namespace evenstride::layers
