// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pools. TOSA's windows have no dilation: a dilated pool is a maximum, or a sum, of its taps.
#include "interchange/tosa/Layers.h"

#include "layers/Windows.h"

#include <fmt/format.h>

#include <limits>

namespace evenstride::interchange::tosa {

static std::string poolText(const List &kernel, const List &stride, const List &pad) {
  return fmt::format("kernel = {}, stride = {}, pad = {}", arrayText(kernel), arrayText(stride),
                     arrayText({pad[0], pad[2], pad[1], pad[3]}));
}

static bool isDilated(const Layer &layer) {
  const List &kernel = layer.arguments.list("kernel"), &dilation = layer.arguments.list("dilation");
  return (kernel[0] > 1 && dilation[0] > 1) || (kernel[1] > 1 && dilation[1] > 1);
}

static Tensor padded(Layer &layer, double value) {
  const List &pad = layer.arguments.list("pad");
  if (pad == List(4, 0))
    return layer.operand();
  return layer.function.pad(layer.operand(), {0, 0, pad[0], pad[2], pad[1], pad[3], 0, 0}, value);
}

/// For each tap of the window, what all windows read there of a padded image.
static std::vector<Tensor> tapsOf(Layer &layer, const Tensor &image) {
  const List &kernel = layer.arguments.list("kernel"), &stride = layer.arguments.list("stride");
  const List &dilation = layer.arguments.list("dilation"), &shape = layer.resultShape;
  List reach = {1, (shape[1] - 1) * stride[0] + 1, (shape[2] - 1) * stride[1] + 1, shape[3]};
  std::vector<Tensor> taps;
  for (int64_t ky = 0; ky < kernel[0]; ++ky)
    for (int64_t kx = 0; kx < kernel[1]; ++kx) {
      Tensor tap = layer.function.slice(image, {0, ky * dilation[0], kx * dilation[1], 0}, reach);
      if (reach != shape) // a pool of single elements takes each of a stride
        tap = layer.function.add("max_pool2d", {tap}, poolText({1, 1}, stride, List(4, 0)), shape);
      taps.push_back(tap);
    }
  return taps;
}

static Tensor fold(Layer &layer, std::string_view op, const std::vector<Tensor> &taps) {
  Tensor result = taps[0];
  for (size_t i = 1; i < taps.size(); ++i)
    result = layer.function.binary(op, result, taps[i]);
  return result;
}

Tensor writeMaxPool(Layer &layer) {
  if (isDilated(layer)) // every window has a real element
    return fold(layer, "maximum", tapsOf(layer, padded(layer, std::numeric_limits<float>::lowest())));
  const layers::Arguments &arguments = layer.arguments;
  return layer.function.add("max_pool2d", {layer.operand()},
                            poolText(arguments.list("kernel"), arguments.list("stride"), arguments.list("pad")),
                            layer.resultShape);
}

/// One over the number of elements that each window counts.
static Tensor shares(Layer &layer) {
  const Tensor &x = layer.operand();
  auto windows = layers::windowsOf(layer.arguments);
  bool countsPadding = layer.arguments.word("border") == "zero";
  std::vector<float> values;
  for (int64_t oy = 0; oy < layer.resultShape[1]; ++oy)
    for (int64_t ox = 0; ox < layer.resultShape[2]; ++ox) {
      int64_t real = 0;
      layers::forEachTap(windows, {1, x.rows(), x.columns()}, {oy, ox},
                         [&](int64_t, int64_t, int64_t, int64_t) { ++real; });
      values.push_back(float(1 / double(countsPadding ? windows.first.kernel * windows.second.kernel : real)));
    }
  return layer.function.constant({1, layer.resultShape[1], layer.resultShape[2], 1}, values);
}

Tensor writeAvgPool(Layer &layer) {
  if (isDilated(layer))
    return layer.function.binary("mul", fold(layer, "add", tapsOf(layer, padded(layer, 0))), shares(layer));
  const layers::Arguments &arguments = layer.arguments;
  bool countsPadding = arguments.word("border") == "zero";
  List pad = countsPadding ? List(4, 0) : arguments.list("pad"); // TOSA's mean does not count its own
  return layer.function.add("avg_pool2d", {countsPadding ? padded(layer, 0) : layer.operand()},
                            poolText(arguments.list("kernel"), arguments.list("stride"), pad) + ", acc_type = f32",
                            layer.resultShape);
}

Tensor writeGlobalAvgPool(Layer &layer) {
  const Tensor &x = layer.operand();
  Tensor sum = layer.function.reduce("reduce_sum", layer.function.reduce("reduce_sum", x, 1), 2);
  return layer.function.binary("mul", sum, 1 / double(x.rows() * x.columns()));
}

Tensor writeGlobalMaxPool(Layer &layer) {
  return layer.function.reduce("reduce_max", layer.function.reduce("reduce_max", layer.operand(), 1), 2);
}

} // namespace evenstride::interchange::tosa
