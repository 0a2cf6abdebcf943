// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What layers have in common, and the list of them.
#include "interchange/ncnn/Layer.h"
#include "interchange/Labels.h"
#include "interchange/Texts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace evenstride::interchange::ncnn {

std::string Layer::title() const { return printable(text.name.text); }

const Blob &Layer::blob(size_t index) const {
  if (index >= text.bottoms.size())
    throw Refusal{fmt::format("it reads {} blobs, and has to read {}", text.bottoms.size(), index + 1)};
  auto found = state.blobs.find(text.bottoms[index].text);
  if (found == state.blobs.end())
    throw Refusal{fmt::format("nothing before it gives `{}`", printable(text.bottoms[index].text)),
                  text.bottoms[index].span};
  if (!found->second)
    throw Behind();
  return *found->second;
}

DraftValue Layer::image(size_t index) const {
  const Blob &found = blob(index);
  if (found.axes != 3)
    throw Refusal{fmt::format("it reads `{}`, which has {} axis, and has to have 3",
                              printable(text.bottoms[index].text), found.axes),
                  text.bottoms[index].span};
  return found.value;
}

std::vector<DraftValue> Layer::values() const {
  std::vector<DraftValue> values;
  for (size_t i = 0; i < inputs(); ++i) {
    if (blob(i).axes != blob(0).axes)
      throw Refusal{"its blobs do not have equally many axes", text.bottoms[i].span};
    values.push_back(blob(i).value);
  }
  return values;
}

DraftValue Layer::row(size_t index) {
  const Blob &found = blob(index);
  const layers::Shape &shape = shapeOf(found.value);
  if (shape.height == 1 && shape.width == 1)
    return found.value;
  return add({.keyword = "flatten", .operands = {found.value}});
}

void Layer::refuseUnless(int64_t id, int64_t harmless, std::string_view reason) const {
  if (text.integer(id, harmless) != harmless)
    throw Refusal{std::string(reason), text.spanOf(id)};
}

DraftValue Layer::add(LayerRequest request) {
  request.unit = title();
  request.span = text.type.span;
  return state.builder.add(std::move(request));
}

DraftValue Layer::addWindow(LayerRequest request, Rounding rounding) {
  request.unit = title();
  request.span = text.type.span;
  return state.builder.addWindow(std::move(request), rounding);
}

void Layer::requireChannelAxis(int64_t id) const {
  int64_t axis = text.integer(id, 0), axes = blob(0).axes;
  if ((axis < 0 ? axis + axes : axis) != 0)
    throw Refusal{fmt::format("it is over axis {} of {}, and not over channels", axis, axes), text.spanOf(id)};
}

void Layer::constantWeight(std::string suffix, int64_t channels, float value) {
  state.weights.addConstant(lastLayer(), {.suffix = std::move(suffix), .shape = {channels}}, value);
}

DraftValue Layer::affine(DraftValue value, double factor, double summand) {
  DraftValue result = add({.keyword = "batch_norm", .operands = {value}, .arguments = {{"epsilon", 0.0}}});
  int64_t channels = shapeOf(value).channels;
  constantWeight("weight", channels, float(factor));
  constantWeight("bias", channels, float(summand));
  constantWeight("running_mean", channels, 0);
  constantWeight("running_var", channels, 1);
  return result;
}

std::string Layer::label() {
  return chooseLabel({.weight = "", .node = text.name.text, .output = "", .op = text.type.text}, state.labels);
}

void Layer::set(size_t output, Blob blob) {
  if (output < text.tops.size())
    state.blobs[text.tops[output].text] = blob;
}

void Layer::end() {
  std::string names;
  for (const Word &bottom : text.bottoms) {
    state.ends.insert(bottom.text);
    names += fmt::format("{}`{}`", names.empty() ? "" : ", ", printable(bottom.text));
  }
  for (const auto &[id, parameter] : text.parameters)
    parameter.isRead = true; // of how boxes are found
  state.builder.remark(title(),
                       fmt::format("left out: boxes are found outside of the network, in its outputs {}", names));
}

static constexpr std::array kinds = {
    LayerKind{"BatchNorm", importBatchNorm},
    LayerKind{"Bias", importBias},
    LayerKind{"BinaryOp", importBinaryOp},
    LayerKind{"Clip", importClip},
    LayerKind{"Concat", importConcat},
    LayerKind{"Convolution", importConvolution},
    LayerKind{"ConvolutionDepthWise", importConvolution},
    LayerKind{"Crop", importCrop},
    LayerKind{"Deconvolution", importDeconvolution},
    LayerKind{"DeconvolutionDepthWise", importDeconvolution},
    LayerKind{"Dropout", importDropout},
    LayerKind{"ELU", importActivation},
    LayerKind{"Eltwise", importEltwise},
    LayerKind{"Flatten", importFlatten},
    LayerKind{"GELU", importActivation},
    LayerKind{"HardSigmoid", importActivation},
    LayerKind{"HardSwish", importActivation},
    LayerKind{"InnerProduct", importInnerProduct},
    LayerKind{"Interp", importInterp},
    LayerKind{"LRN", importLRN},
    LayerKind{"Mish", importActivation},
    LayerKind{"Noop", importSame},
    LayerKind{"PReLU", importPRelu},
    LayerKind{"Padding", importPadding},
    LayerKind{"Permute", nullptr, "no layer puts axes into another order"},
    LayerKind{"PixelShuffle", importPixelShuffle},
    LayerKind{"Pooling", importPooling},
    LayerKind{"ReLU", importRelu},
    LayerKind{"Reduction", importReduction},
    LayerKind{"Reorg", importReorg},
    LayerKind{"Reshape", importReshape},
    LayerKind{"Scale", importScale},
    LayerKind{"ShuffleChannel", importShuffleChannel},
    LayerKind{"Sigmoid", importActivation},
    LayerKind{"Slice", importSlice},
    LayerKind{"Softmax", importSoftmax},
    LayerKind{"Split", importSame},
    LayerKind{"Swish", importActivation},
    LayerKind{"TanH", importActivation},
    LayerKind{"YoloDetectionOutput", importHead},
    LayerKind{"Yolov3DetectionOutput", importHead},
};

const LayerKind *findLayerKind(std::string_view type) {
  auto found = std::ranges::find(kinds, type, &LayerKind::type);
  return found == kinds.end() ? nullptr : &*found;
}

std::span<const LayerKind> allLayerKinds() { return kinds; }

} // namespace evenstride::interchange::ncnn
