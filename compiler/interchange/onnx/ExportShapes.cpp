// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Layers that move numbers or repeat them, and dense.
#include "interchange/onnx/ExportLayers.h"

namespace evenstride::interchange::onnx {

void exportDense(LayerExport &layer) {
  Operation operation = {"Gemm", {layer.row(), layer.weight("weight")}, {{"transB", int64_t(1)}}};
  if (layer.arguments().boolean("bias"))
    operation.inputs.push_back(layer.weight("bias"));
  layer.give(Form::Row, operation);
}

void exportFlatten(LayerExport &layer) {
  const char *op = layer.formOf(0) == Form::Row ? "Identity" : "Flatten";
  layer.give(Form::Row, {op, {layer.operand(0, layer.formOf(0))}});
}

void exportConcat(LayerExport &layer) {
  Form form = layer.commonForm();
  Operation operation = {"Concat", {}, {{"axis", int64_t(1)}}};
  for (size_t i = 0; i < layer.operands(); ++i)
    operation.inputs.push_back(layer.operand(i, form));
  layer.give(form, operation);
}

namespace {

struct Cut {
  List starts, ends, axes;
};

} // namespace

static void giveSlice(LayerExport &layer, Form form, const Cut &cut) {
  layer.give(form, {"Slice",
                    {layer.operand(0, form), layer.integers("starts", cut.starts), layer.integers("ends", cut.ends),
                     layer.integers("axes", cut.axes)}});
}

void exportSlice(LayerExport &layer) {
  const List &channels = layer.arguments().list("channels");
  giveSlice(layer, layer.formOf(0), {{channels[0]}, {channels[1]}, {1}});
}

void exportCrop(LayerExport &layer) {
  const layers::Arguments &arguments = layer.arguments();
  const layers::Shape &shape = layer.operandShape();
  giveSlice(layer, Form::Image,
            {{arguments.integer("top"), arguments.integer("left")},
             {shape.height - arguments.integer("bottom"), shape.width - arguments.integer("right")},
             {2, 3}});
}

void exportPad(LayerExport &layer) {
  const layers::Arguments &arguments = layer.arguments();
  List pads = {0, 0, arguments.integer("top"),    arguments.integer("left"),
               0, 0, arguments.integer("bottom"), arguments.integer("right")};
  const std::string &mode = arguments.word("mode");
  if (mode == "constant")
    return layer.give(Form::Image, {"Pad",
                                    {layer.image(), layer.integers("pads", pads),
                                     layer.numbers("value", {arguments.number("value")}, {})}});
  layer.give(Form::Image, {"Pad",
                           {layer.image(), layer.integers("pads", pads)},
                           {{"mode", std::string(mode == "replicate" ? "edge" : mode)}}});
}

void exportUpsample(LayerExport &layer) {
  const List &factor = layer.arguments().list("factor");
  Operation operation = {"Resize",
                         {layer.image(), "", layer.numbers("scales", {double(factor[0]), double(factor[1])}, {2})},
                         {{"axes", List{2, 3}}}};
  bool isBlend = layer.arguments().word("mode") == "bilinear";
  operation.attributes.emplace_back("mode", isBlend ? "linear" : "nearest");
  operation.attributes.emplace_back("coordinate_transformation_mode", isBlend ? "half_pixel" : "asymmetric");
  if (!isBlend)
    operation.attributes.emplace_back("nearest_mode", "floor");
  layer.give(Form::Image, operation);
}

void exportPixelShuffle(LayerExport &layer) {
  layer.give(Form::Image,
             {"DepthToSpace", {layer.image()}, {{"blocksize", layer.arguments().integer("factor")}, {"mode", "CRD"}}});
}

namespace {

/// A tensor seen with more axes, whose order changes, and seen as images again.
struct Rearrangement {
  List cut;   // extents behind the batch
  List order; // of all axes
  List moved; // extents behind the batch
};

} // namespace

static List behindBatch(const List &extents) {
  List target = {0}; // keeps the number of images
  target.insert(target.end(), extents.begin(), extents.end());
  return target;
}

static void giveRearranged(LayerExport &layer, const Rearrangement &to) {
  const layers::Shape &shape = layer.resultShape();
  std::string cut =
      layer.step("cut", {"Reshape", {layer.image(), layer.integers("cut_shape", behindBatch(to.cut))}}, to.cut);
  std::string moved = layer.step("moved", {"Transpose", {cut}, {{"perm", to.order}}}, to.moved);
  List image = behindBatch({shape.channels, shape.height, shape.width});
  layer.give(Form::Image, {"Reshape", {moved, layer.integers("shape", image)}});
}

void exportPixelUnshuffle(LayerExport &layer) {
  int64_t factor = layer.arguments().integer("factor");
  const layers::Shape &shape = layer.operandShape();
  int64_t rows = shape.height / factor, columns = shape.width / factor;
  giveRearranged(layer, {{shape.channels, rows, factor, columns, factor},
                         {0, 1, 3, 5, 2, 4},
                         {shape.channels, factor, factor, rows, columns}});
}

void exportChannelShuffle(LayerExport &layer) {
  int64_t groups = layer.arguments().integer("groups");
  const layers::Shape &shape = layer.operandShape();
  int64_t each = shape.channels / groups;
  giveRearranged(
      layer, {{groups, each, shape.height, shape.width}, {0, 2, 1, 3, 4}, {each, groups, shape.height, shape.width}});
}

} // namespace evenstride::interchange::onnx
