// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What sections have in common: numbers of layers, activations, options that must be off.
#include "interchange/darknet/Layer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace evenstride::interchange::darknet {

std::string Layer::title() const { return fmt::format("layer {} [{}]", number(), section.name); }

DraftValue Layer::valueOf(int64_t number, support::Span span) const {
  const Output &output = state.outputs[size_t(number)];
  if (output.isEnd)
    throw Refusal{fmt::format("it reads layer {}, at which the network ends", number), span};
  if (!output.value)
    throw Behind();
  return *output.value;
}

DraftValue Layer::input() const { return number() == 0 ? state.image : valueOf(number() - 1, {}); }

int64_t Layer::absolute(int64_t number, std::string_view key) const {
  int64_t absolute = number < 0 ? this->number() + number : number;
  if (absolute < 0 || absolute >= this->number())
    throw Refusal{fmt::format("layer {} is not before it: it is layer {}", absolute, this->number()),
                  section.find(key)->valueSpan};
  return absolute;
}

DraftValue Layer::output(int64_t number, std::string_view key) const {
  return valueOf(absolute(number, key), section.find(key)->valueSpan);
}

DraftValue Layer::row(DraftValue value) {
  const layers::Shape &shape = shapeOf(value);
  if (shape.height == 1 && shape.width == 1)
    return value;
  return add({.keyword = "flatten", .operands = {value}});
}

void Layer::refuseUnless(std::string_view key, double harmless, std::string_view reason) const {
  if (section.number(key, harmless) != harmless)
    throw Refusal{fmt::format("`{}`: {}", key, reason), section.find(key)->valueSpan};
}

void Layer::refuseIf(std::string_view key, std::string_view reason) const { refuseUnless(key, 0, reason); }

DraftValue Layer::add(LayerRequest request) {
  request.unit = title();
  request.span = section.span;
  return state.builder.add(std::move(request));
}

DraftValue Layer::addWindow(LayerRequest request) {
  request.unit = title();
  request.span = section.span;
  return state.builder.addWindow(std::move(request), Rounding::Down);
}

namespace {

struct KnownActivation {
  std::string_view name;
  Layer::Activation layer;
  bool isEverywhere = true;
};

/// Activations for which there is a layer that computes the same. Darknet's `loggy`, `ramp`, `plse`, `stair`, `lhtan`
/// and `selu` have none; its `gelu` has constants of six digits that are not those of anyone else.
const std::array<KnownActivation, 12> &knownActivations() {
  static const std::array<KnownActivation, 12> known = {{
      {"linear", {}},
      {"logistic", {"sigmoid", {}}},
      {"relu", {"relu", {}}},
      {"relu6", {"relu6", {}}},
      {"leaky", {"leaky_relu", {{"slope", 0.1}}}},
      {"revleaky", {"leaky_relu", {{"slope", 0.1}}}},
      {"relie", {"leaky_relu", {{"slope", 0.01}}}},
      {"elu", {"elu", {{"alpha", 1.0}}}},
      {"tanh", {"tanh", {}}},
      {"hardtan", {"clip", {{"low", -1.0}, {"high", 1.0}}}},
      {"swish", {"silu", {}}, false},
      {"mish", {"mish", {}}, false},
  }};
  return known;
}

} // namespace

Layer::Activation Layer::activation(std::string_view otherwise, Repertoire repertoire) const {
  std::string name = section.word("activation", otherwise);
  const Option *option = section.find("activation");
  support::Span span = option ? option->valueSpan : section.span;
  const auto &known = knownActivations();
  auto found = std::ranges::find(known, name, &KnownActivation::name);
  if (found == known.end())
    throw Refusal{fmt::format("there is no layer for the activation `{}`", name), span};
  if (!found->isEverywhere && repertoire == Repertoire::Plain)
    throw Refusal{fmt::format("Darknet computes no `{}` in a layer of this kind: its results are zeros", name), span};
  return found->layer;
}

DraftValue Layer::activated(DraftValue value, const Activation &activation) {
  if (activation.keyword.empty())
    return value;
  return add({.keyword = activation.keyword, .operands = {value}, .arguments = activation.arguments});
}

void Layer::end(std::string_view name, DraftValue value) {
  std::string unique(name);
  auto isTaken = [&](const Draft::Named &head) { return head.name == unique; };
  for (int count = 2; std::ranges::any_of(state.heads, isTaken); ++count)
    unique = fmt::format("{}{}", name, count);
  remark(fmt::format("its input is the output `{}`; boxes are found in it outside of the network", unique));
  state.heads.push_back({std::move(unique), value});
  end();
}

const LayerKind *findLayerKind(std::string_view name) {
  static constexpr std::array kinds = {
      LayerKind{"convolutional", importConvolutional},
      LayerKind{"conv", importConvolutional},
      LayerKind{"maxpool", importMaxPool},
      LayerKind{"max", importMaxPool},
      LayerKind{"local_avgpool", importLocalAvgPool},
      LayerKind{"local_avg", importLocalAvgPool},
      LayerKind{"avgpool", importAvgPool},
      LayerKind{"avg", importAvgPool},
      LayerKind{"upsample", importUpsample},
      LayerKind{"reorg3d", importReorg3d},
      LayerKind{"crop", importCrop},
      LayerKind{"connected", importConnected},
      LayerKind{"conn", importConnected},
      LayerKind{"batchnorm", importBatchNorm},
      LayerKind{"softmax", importSoftmax},
      LayerKind{"soft", importSoftmax},
      LayerKind{"activation", importActivation},
      LayerKind{"dropout", importDropout},
      LayerKind{"route", importRoute},
      LayerKind{"shortcut", importShortcut},
      LayerKind{"scale_channels", importScaleChannels},
      LayerKind{"sam", importSam},
      LayerKind{"yolo", importYolo},
      LayerKind{"Gaussian_yolo", importYolo},
      LayerKind{"region", importRegion},
      LayerKind{"detection", importDetection},
      LayerKind{"cost", importCost},
      LayerKind{"reorg", importReorg},
      LayerKind{"normalization", nullptr, "Darknet leaves a channel out of the first sums"},
      LayerKind{"lrn", nullptr, "Darknet leaves a channel out of the first sums"},
      LayerKind{"local", nullptr, "each pixel has weights of its own"},
  };
  auto found = std::ranges::find(kinds, name, &LayerKind::name);
  return found == kinds.end() ? nullptr : &*found;
}

} // namespace evenstride::interchange::darknet
