// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Convolutions and pools. Windows of a checked network are exact, so that no rounding is left to a reader.
#include "interchange/onnx/ExportLayers.h"

#include <algorithm>
#include <limits>

namespace evenstride::interchange::onnx {

static Operation windowed(LayerExport &layer, const char *op) {
  const layers::Arguments &arguments = layer.arguments();
  return {op,
          {layer.image()},
          {{"kernel_shape", arguments.list("kernel")},
           {"strides", arguments.list("stride")},
           {"pads", arguments.list("pad")},
           {"dilations", arguments.list("dilation")}}};
}

static void giveWeighted(LayerExport &layer, Operation operation, int64_t groups) {
  operation.attributes.emplace_back("group", groups);
  operation.inputs.push_back(layer.weight("weight"));
  if (layer.arguments().boolean("bias"))
    operation.inputs.push_back(layer.weight("bias"));
  layer.give(Form::Image, operation);
}

void exportConv(LayerExport &layer) {
  giveWeighted(layer, windowed(layer, "Conv"), layer.arguments().integer("groups"));
}

void exportDepthwiseConv(LayerExport &layer) {
  giveWeighted(layer, windowed(layer, "Conv"), layer.operandShape().channels);
}

/// An operand with rows and columns added, {top, left, bottom, right}.
static std::string padded(LayerExport &layer, const List &pads, double value) {
  const layers::Shape &shape = layer.operandShape();
  std::string amounts = layer.integers("pads", {0, 0, pads[0], pads[1], 0, 0, pads[2], pads[3]});
  return layer.step("padded", {"Pad", {layer.image(), amounts, layer.numbers("border", {value}, {})}},
                    {shape.channels, shape.height + pads[0] + pads[2], shape.width + pads[1] + pads[3]});
}

static void setAttribute(Operation &operation, std::string_view name, List value) {
  for (auto &[attribute, list] : operation.attributes)
    if (attribute == name)
      list = std::move(value);
}

/// ONNX Runtime takes less than a stride of `output_padding`. What is more comes from zeros behind the input, each of
/// which reaches a stride further; what only undoes `pad` is taken off both.
void exportDeconv(LayerExport &layer) {
  Operation operation = windowed(layer, "ConvTranspose");
  List pads = layer.arguments().list("pad"), output = layer.arguments().list("output_pad"), behind(4, 0);
  const List &stride = layer.arguments().list("stride");
  for (size_t axis : {0, 1}) {
    int64_t undone = std::min(pads[axis + 2], output[axis]);
    pads[axis + 2] -= undone;
    output[axis] -= undone;
    behind[axis + 2] = output[axis] / stride[axis];
    output[axis] %= stride[axis];
  }
  if (behind != List(4, 0))
    operation.inputs[0] = padded(layer, behind, 0);
  setAttribute(operation, "pads", std::move(pads));
  operation.attributes.emplace_back("output_padding", std::move(output));
  giveWeighted(layer, std::move(operation), layer.arguments().integer("groups"));
}

/// A pool whose padding holds `border`. ONNX Runtime takes padding that is smaller than the kernel, which dilated
/// windows may exceed: then a node of its own pads.
static Operation pool(LayerExport &layer, const char *op, double border) {
  Operation operation = windowed(layer, op);
  const List &pads = layer.arguments().list("pad"), &kernel = layer.arguments().list("kernel");
  bool isWide = false;
  for (size_t side = 0; side < 4; ++side)
    isWide = isWide || pads[side] >= kernel[side % 2];
  if (isWide) {
    operation.inputs[0] = padded(layer, pads, border);
    setAttribute(operation, "pads", List(4, 0));
  }
  return operation;
}

void exportMaxPool(LayerExport &layer) {
  constexpr double lowest = std::numeric_limits<float>::lowest(); // every window has a real element
  layer.give(Form::Image, pool(layer, "MaxPool", lowest));
}

void exportAvgPool(LayerExport &layer) {
  bool counts = layer.arguments().word("border") == "zero";
  Operation operation = counts ? pool(layer, "AveragePool", 0) : windowed(layer, "AveragePool");
  operation.attributes.emplace_back("count_include_pad", int64_t(counts));
  layer.give(Form::Image, operation);
}

void exportGlobalAvgPool(LayerExport &layer) { layer.give(Form::Image, {"GlobalAveragePool", {layer.image()}}); }
void exportGlobalMaxPool(LayerExport &layer) { layer.give(Form::Image, {"GlobalMaxPool", {layer.image()}}); }

} // namespace evenstride::interchange::onnx
