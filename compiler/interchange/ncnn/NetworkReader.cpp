// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Inputs and layers in order, then what nobody reads.
#include "interchange/ncnn/NetworkReader.h"
#include "interchange/Fault.h"
#include "interchange/ImportCodes.h"
#include "interchange/Steps.h"
#include "interchange/Texts.h"

#include <fmt/format.h>

#include <algorithm>

namespace evenstride::interchange::ncnn {

void NetworkReader::report(diagnostics::Code code, support::Span span, std::string message,
                           std::vector<std::string> notes) {
  interchange::report({code, std::move(message), span, std::move(notes)}, sink);
}

void NetworkReader::read() {
  checkSizes();
  for (const LayerText &text : layers) {
    bool makesBoxes = text.type.text.ends_with("DetectionOutput");
    for (const Word &bottom : text.bottoms)
      if (!makesBoxes)
        state.read.insert(bottom.text);
    if (text.type.text == "Input")
      readInput(text);
    else
      readLayer(text);
  }
  refusals.report(sink);
  if (!hasErrors())
    readOutputs();
  if (!hasErrors())
    readWeights();
}

void NetworkReader::checkSizes() {
  for (const auto &[name, size] : request.sizes)
    if (name != "w" && name != "h" && name != "c")
      report(codes::unknownInput, {}, fmt::format("there is no size `{}` to be set", name),
             {"`w`, `h` and `c` are the sizes of the inputs"});
}

/// What the layer gives is unknown until it is imported.
void NetworkReader::define(const LayerText &text) {
  for (const Word &top : text.tops)
    if (!state.blobs.try_emplace(top.text).second)
      report(codes::incoherent, top.span, fmt::format("the blob `{}` is given twice", printable(top.text)));
}

int64_t NetworkReader::sizeOf(const LayerText &text, const char *name, int64_t id) const {
  auto set = request.sizes.find(name);
  return set != request.sizes.end() ? set->second : text.integer(id, 0);
}

void NetworkReader::readInput(const LayerText &text) {
  define(text);
  std::string name = printable(text.name.text);
  try {
    int64_t width = sizeOf(text, "w", 0), height = sizeOf(text, "h", 1), channels = sizeOf(text, "c", 2);
    bool isRow = width > 0 && height == 0 && channels == 0;
    layers::Shape shape{channels, height, width};
    if (isRow)
      shape = {width, 1, 1};
    auto isSize = [](int64_t size) { return size >= 1 && size <= geometry::maxExtent; };
    bool fits = isSize(shape.channels) && isSize(shape.height) && isSize(shape.width) &&
                shape.channels * shape.height <= geometry::maxElements / shape.width && text.integer(11, 0) == 0;
    if (!fits)
      return report(
          codes::unknownInput, text.type.span,
          fmt::format("the input `{}` has {} channels, {} rows and {} columns", name, channels, height, width),
          {"give it sizes with `--set c=3 --set h=224 --set w=224`"});
    for (const Word &top : text.tops) {
      DraftValue value = state.builder.input(inputNames.take(identifierOf(top.text, "input")), shape);
      state.blobs[top.text] = Blob{value, isRow ? 1 : 3};
    }
  } catch (const Refusal &refusal) {
    report(codes::unknownInput, refusal.span, fmt::format("the input `{}`: {}", name, refusal.reason));
  }
}

void NetworkReader::readLayer(const LayerText &text) {
  const LayerKind *kind = findLayerKind(text.type.text);
  define(text);
  if (!kind)
    refuse(text, {"no layer here does what it does"});
  else if (!kind->import)
    refuse(text, {std::string(kind->reason)});
  else
    importLayer(text, *kind);
}

void NetworkReader::importLayer(const LayerText &text, const LayerKind &kind) {
  Layer layer(text, state);
  try {
    kind.import(layer);
  } catch (const Refusal &refusal) {
    refuse(text, refusal);
    return;
  } catch (const Behind &) {
    return; // its parameters may not all have been read
  }
  refuseUnread(text);
}

void NetworkReader::refuseUnread(const LayerText &text) {
  constexpr int64_t shapeHint = 30, features = 31; // of how ncnn runs the layer
  for (const auto &[id, parameter] : text.parameters)
    if (!parameter.isRead && id != shapeHint && id != features)
      refuse(text, {fmt::format("it has a parameter {} that is not known", id), parameter.span});
}

void NetworkReader::refuse(const LayerText &text, const Refusal &refusal) {
  refusals.add(namedUnit(text.name.text, text.type.text, text.type.span), refusal);
}

/// Blobs that no layer reads, and those of which boxes are made.
void NetworkReader::readOutputs() {
  for (const LayerText &text : layers)
    for (const Word &top : text.tops) {
      bool isUnread = text.type.text != "Input" && !state.read.contains(top.text);
      auto blob = state.blobs.find(top.text);
      if (blob->second && (isUnread || state.ends.contains(top.text)))
        draft.outputs.push_back({outputNames.take(identifierOf(top.text, "output")), blob->second->value});
      else if (!blob->second && !isUnread)
        report(codes::incoherent, top.span, fmt::format("a layer reads the boxes `{}`", printable(top.text)));
    }
  support::Span begin{request.text, 0, 0};
  if (draft.inputs.empty() && !hasErrors())
    report(codes::incoherent, begin, "there are no inputs");
  else if (draft.outputs.empty() && !hasErrors())
    report(codes::incoherent, begin, "there are no outputs: each blob is read by a layer");
}

void NetworkReader::readWeights() {
  if (request.weights)
    draft.hasWeights = state.weights.fill(draft, *request.weights, sink);
  else if (!state.weights.needsFile())
    draft.hasWeights = state.weights.fill(draft, {}, sink);
}

} // namespace evenstride::interchange::ncnn
