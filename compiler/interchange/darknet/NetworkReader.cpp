// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// [net], then the layers in order, then what the network gives.
#include "interchange/darknet/NetworkReader.h"
#include "interchange/Fault.h"
#include "interchange/ImportCodes.h"
#include "interchange/Texts.h"
#include "support/Text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace evenstride::interchange::darknet {

/// Options that every section may have, of the training alone or of how layers are put onto a GPU.
static constexpr std::array harmless = {
    std::string_view("learning_rate"), std::string_view("clip"),          std::string_view("onlyforward"),
    std::string_view("dont_update"),   std::string_view("burnin_update"), std::string_view("stopbackward"),
    std::string_view("train_only_bn"), std::string_view("stream"),        std::string_view("wait_stream"),
    std::string_view("dot"),           std::string_view("angle"),         std::string_view("grad_centr"),
    std::string_view("reverse"),       std::string_view("bin_output"),    std::string_view("truth"),
    std::string_view("smooth"),
};

/// Options of some section that are asked for.
static constexpr std::array<std::string_view, 56> meaningful = {"activation",
                                                                "alpha",
                                                                "antialiasing",
                                                                "assisted_excitation",
                                                                "batch_normalize",
                                                                "beta",
                                                                "binary",
                                                                "cbn",
                                                                "coordconv",
                                                                "crop_height",
                                                                "crop_width",
                                                                "dilation",
                                                                "dontload",
                                                                "dontloadscales",
                                                                "dropblock",
                                                                "dropblock_size_abs",
                                                                "dropblock_size_rel",
                                                                "exposure",
                                                                "extra",
                                                                "filters",
                                                                "flatten",
                                                                "flip",
                                                                "flipped",
                                                                "from",
                                                                "group_id",
                                                                "groups",
                                                                "layers",
                                                                "maxpool_depth",
                                                                "maxpool_zero_nonmax",
                                                                "noadjust",
                                                                "noloss",
                                                                "numload",
                                                                "out_channels",
                                                                "output",
                                                                "pad",
                                                                "padding",
                                                                "probability",
                                                                "rotate",
                                                                "saturation",
                                                                "scale",
                                                                "scale_wh",
                                                                "share_index",
                                                                "shift",
                                                                "size",
                                                                "spatial",
                                                                "stretch",
                                                                "stretch_sway",
                                                                "stride",
                                                                "stride_x",
                                                                "stride_y",
                                                                "sway",
                                                                "temperature",
                                                                "tree",
                                                                "weights_normalization",
                                                                "weights_type",
                                                                "xnor"};

void NetworkReader::report(diagnostics::Code code, support::Span span, std::string message,
                           std::vector<std::string> notes) {
  interchange::report({code, std::move(message), span, std::move(notes)}, sink);
}

void NetworkReader::read() {
  if (!checkSizes() || !readInput())
    return;
  for (const Section &section : sections.subspan(1))
    readLayer(section);
  refusals.report(sink);
  if (refusals.empty() && readOutputs() && request.weights)
    draft.hasWeights = state.weights.fill(draft, *request.weights, sink);
}

int64_t NetworkReader::sizeOf(const Section &net, std::string_view key) const {
  auto set = request.sizes.find(std::string(key));
  return set != request.sizes.end() ? set->second : net.integer(key, 0);
}

/// Sizes that are set are those of the image.
bool NetworkReader::checkSizes() {
  for (const auto &[name, size] : request.sizes)
    if (name != "channels" && name != "height" && name != "width") {
      report(codes::unknownInput, {}, fmt::format("there is no size `{}` to be set", name),
             {"`channels`, `height` and `width` are the sizes of the image"});
      return false;
    }
  return true;
}

bool NetworkReader::readInput() {
  if (sections.empty() || (sections[0].name != "net" && sections[0].name != "network")) {
    support::Span place = sections.empty() ? support::Span{request.text, 0, 0} : sections[0].span;
    report(codes::damaged, place, "the first section is not `[net]`");
    return false;
  }
  const Section &net = sections[0];
  try {
    layers::Shape shape{sizeOf(net, "channels"), sizeOf(net, "height"), sizeOf(net, "width")};
    if (shape == layers::Shape{0, 0, 0})
      shape = {net.integer("inputs", 0), 1, 1};
    auto isSize = [](int64_t size) { return size >= 1 && size <= geometry::maxExtent; };
    if (!isSize(shape.channels) || !isSize(shape.height) || !isSize(shape.width) ||
        shape.channels * shape.height > geometry::maxElements / shape.width) {
      report(
          codes::unknownInput, net.span,
          fmt::format("the image has {} channels, {} rows and {} columns", shape.channels, shape.height, shape.width),
          {"they are the options `channels`, `height` and `width`"});
      return false;
    }
    state.image = state.builder.input("image", shape);
  } catch (const Refusal &refusal) {
    report(codes::unknownInput, refusal.span, refusal.reason);
    return false;
  }
  return true;
}

void NetworkReader::readLayer(const Section &section) {
  state.outputs.emplace_back();
  const LayerKind *kind = findLayerKind(section.name);
  if (!kind)
    refuse(section, {"no layer here does what it does"});
  else if (!kind->import)
    refuse(section, {std::string(kind->reason)});
  else
    importLayer(section, *kind);
}

void NetworkReader::importLayer(const Section &section, const LayerKind &kind) {
  Layer layer(section, state);
  try {
    layer.refuseIf("dontload", "its weights stand in no file");
    layer.refuseIf("dontloadscales", "its weights stand in no file");
    kind.import(layer);
  } catch (const Refusal &refusal) {
    refuse(section, refusal);
    refuseUnknown(section);
    return;
  } catch (const Behind &) {}
  refuseUnread(section);
}

/// An option that nobody asked for is unknown, or does nothing when a network is used.
void NetworkReader::refuseUnread(const Section &section) {
  for (const Option &option : section.options) {
    bool isRepeated = std::ranges::find(section.options, option.key, &Option::key)->isRead; // the first one counts
    if (option.isRead || isRepeated || std::ranges::find(harmless, option.key) != harmless.end())
      continue;
    refuseOption(section, option);
  }
}

/// The same where not all options have been asked for: those that nobody ever asks for.
void NetworkReader::refuseUnknown(const Section &section) {
  for (const Option &option : section.options)
    if (!option.isRead && std::ranges::find(harmless, option.key) == harmless.end() &&
        std::ranges::find(meaningful, option.key) == meaningful.end())
      refuseOption(section, option);
}

void NetworkReader::refuseOption(const Section &section, const Option &option) {
  std::string reason = fmt::format("it has an option `{}` that is not known", option.key);
  if (auto near = support::nearestName(option.key, meaningful))
    reason += fmt::format("; did you mean `{}`?", *near);
  refuse(section, {reason, option.keySpan});
}

void NetworkReader::refuse(const Section &section, const Refusal &refusal) {
  refusals.add({fmt::format("layer {}, a `[{}]`,", state.outputs.size() - 1, printable(section.name)), section.name,
                section.span},
               refusal);
}

/// The inputs of heads, and what the last layer gives if no head is the last.
bool NetworkReader::readOutputs() {
  draft.outputs = state.heads;
  auto last = std::find_if(state.outputs.rbegin(), state.outputs.rend(),
                           [](const Output &output) { return output.value.has_value(); });
  bool endsInHead = !state.heads.empty() && state.outputs.back().isEnd;
  if (!endsInHead && last != state.outputs.rend())
    draft.outputs.push_back({"output", *last->value});
  if (!draft.outputs.empty())
    return true;
  report(codes::incoherent, sections[0].span, "there are no layers behind it");
  return false;
}

} // namespace evenstride::interchange::darknet
