// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Layers that work element by element or channel by channel, and sums over channels.
#include "interchange/onnx/ExportLayers.h"

#include <algorithm>
#include <cmath>

namespace evenstride::interchange::onnx {

using Attributes = std::vector<std::pair<std::string, Operation::Attribute>>;

/// A node of the operand alone, in whichever form that is.
static void giveUnary(LayerExport &layer, const char *op, Attributes attributes = {}) {
  Form form = layer.formOf(0);
  layer.give(form, {op, {layer.operand(0, form)}, std::move(attributes)});
}

void exportRelu(LayerExport &layer) { giveUnary(layer, "Relu"); }
void exportTanh(LayerExport &layer) { giveUnary(layer, "Tanh"); }
void exportSigmoid(LayerExport &layer) { giveUnary(layer, "Sigmoid"); }
void exportHardSwish(LayerExport &layer) { giveUnary(layer, "HardSwish"); }
void exportMish(LayerExport &layer) { giveUnary(layer, "Mish"); }
void exportSoftmax(LayerExport &layer) { giveUnary(layer, "Softmax", {{"axis", int64_t(1)}}); }

void exportLeakyRelu(LayerExport &layer) {
  giveUnary(layer, "LeakyRelu", {{"alpha", layer.arguments().number("slope")}});
}

void exportElu(LayerExport &layer) { giveUnary(layer, "Elu", {{"alpha", layer.arguments().number("alpha")}}); }

void exportHardSigmoid(LayerExport &layer) {
  giveUnary(layer, "HardSigmoid",
            {{"alpha", layer.arguments().number("alpha")}, {"beta", layer.arguments().number("beta")}});
}

void exportGelu(LayerExport &layer) {
  giveUnary(layer, "Gelu", {{"approximate", layer.arguments().word("approximate")}});
}

/// x * sigmoid(x): an operator of its own is younger than the opset.
void exportSilu(LayerExport &layer) {
  Form form = layer.formOf(0);
  std::string x = layer.operand(0, form);
  const layers::Shape &shape = layer.operandShape();
  List extents = form == Form::Row ? List{shape.channels} : List{shape.channels, shape.height, shape.width};
  layer.give(form, {"Mul", {x, layer.step("gate", {"Sigmoid", {x}}, extents)}});
}

static void giveClip(LayerExport &layer, double low, double high) {
  Form form = layer.formOf(0);
  layer.give(form,
             {"Clip", {layer.operand(0, form), layer.numbers("low", {low}, {}), layer.numbers("high", {high}, {})}});
}

void exportRelu6(LayerExport &layer) { giveClip(layer, 0, 6); }
void exportClip(LayerExport &layer) {
  giveClip(layer, layer.arguments().number("low"), layer.arguments().number("high"));
}

void exportDropout(LayerExport &layer) {
  Form form = layer.formOf(0);
  layer.give(form,
             {"Dropout", {layer.operand(0, form), layer.numbers("rate", {layer.arguments().number("rate")}, {})}});
}

/// Extents of one number per channel that is broadcast over a tensor of the form.
static List perChannel(Form form, int64_t channels) {
  return form == Form::Row ? List{channels} : List{channels, 1, 1};
}

void exportPrelu(LayerExport &layer) {
  Form form = layer.formOf(0);
  int64_t slopes = layer.arguments().boolean("shared") ? 1 : layer.operandShape().channels;
  layer.give(form, {"PRelu", {layer.operand(0, form), layer.weight("weight", perChannel(form, slopes))}});
}

void exportBatchNorm(LayerExport &layer) {
  Form form = layer.formOf(0);
  Operation operation = {"BatchNormalization", {layer.operand(0, form)}};
  for (const char *suffix : {"weight", "bias", "running_mean", "running_var"})
    operation.inputs.push_back(layer.weight(suffix));
  operation.attributes = {{"epsilon", layer.arguments().number("epsilon")}};
  layer.give(form, operation);
}

void exportScale(LayerExport &layer) {
  Form form = layer.formOf(0);
  const layers::Shape &shape = layer.operandShape();
  auto broadcast = [&](const char *parameter) {
    const std::vector<double> &numbers = layer.arguments().numbers(parameter);
    return layer.numbers(parameter, numbers, perChannel(form, int64_t(numbers.size())));
  };
  List extents = form == Form::Row ? List{shape.channels} : List{shape.channels, shape.height, shape.width};
  std::string centred = layer.step("centred", {"Sub", {layer.operand(0, form), broadcast("mean")}}, extents);
  layer.give(form, {"Div", {centred, broadcast("std")}});
}

static void giveBinary(LayerExport &layer, const char *op) {
  Form form = layer.commonForm();
  std::string left = layer.operand(0, form);
  layer.give(form, {op, {left, layer.operand(1, form)}});
}

void exportAdd(LayerExport &layer) { giveBinary(layer, "Add"); }
void exportSubtract(LayerExport &layer) { giveBinary(layer, "Sub"); }
void exportMultiply(LayerExport &layer) { giveBinary(layer, "Mul"); }

/// An even window, which has its odd channel on the other side than ONNX's: a mean over channels as rows of one image.
static void giveEvenLrn(LayerExport &layer) {
  const layers::Arguments &arguments = layer.arguments();
  const layers::Shape &shape = layer.operandShape();
  const List image = {shape.channels, shape.height, shape.width};
  const List columns = {1, shape.channels, shape.height * shape.width};
  int64_t size = arguments.integer("size");
  std::string x = layer.image();
  auto number = [&](const char *parameter) { return layer.numbers(parameter, {arguments.number(parameter)}, {}); };
  auto reshaped = [&](const char *purpose, const std::string &tensor, const List &extents) {
    List target = extents;
    target.insert(target.begin(), 0);
    return layer.step(purpose, {"Reshape", {tensor, layer.integers(std::string(purpose) + "_shape", target)}}, extents);
  };
  std::string squares = reshaped("columns", layer.step("squares", {"Mul", {x, x}}, image), columns);
  std::string means = layer.step("means",
                                 {"AveragePool",
                                  {squares},
                                  {{"kernel_shape", List{size, 1}},
                                   {"pads", List{size / 2, 0, (size - 1) / 2, 0}},
                                   {"count_include_pad", int64_t(1)}}},
                                 columns);
  std::string weighted = layer.step("weighted", {"Mul", {reshaped("image", means, image), number("alpha")}}, image);
  std::string sum = layer.step("sum", {"Add", {weighted, number("k")}}, image);
  layer.give(Form::Image, {"Div", {x, layer.step("power", {"Pow", {sum, number("beta")}}, image)}});
}

void exportLrn(LayerExport &layer) {
  const layers::Arguments &arguments = layer.arguments();
  if (arguments.integer("size") % 2 == 0)
    return giveEvenLrn(layer);
  layer.give(Form::Image, {"LRN",
                           {layer.image()},
                           {{"size", arguments.integer("size")},
                            {"alpha", arguments.number("alpha")},
                            {"beta", arguments.number("beta")},
                            {"bias", arguments.number("k")}}});
}

} // namespace evenstride::interchange::onnx
