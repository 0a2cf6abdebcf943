// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One section of a Darknet file as the functions that import layers see it: options, the layers before it, the draft.
#pragma once

#include "interchange/Draft.h"
#include "interchange/darknet/Config.h"
#include "interchange/darknet/WeightsPlan.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace evenstride::interchange::darknet {

/// Thrown where a layer reads one that could not be imported: nothing more is said about it.
struct Behind {};

/// What a layer of the file computes.
struct Output {
  std::optional<DraftValue> value; // nothing: it was refused, or `isEnd`
  bool isEnd = false;              // boxes, or a loss, which no layer may read
};

/// What all sections share.
struct NetworkState {
  explicit NetworkState(Draft &draft) : draft(draft), builder(draft) {}

  Draft &draft;
  DraftBuilder builder;
  DraftValue image = -1;       // the network's input
  std::vector<Output> outputs; // by the file's numbers of layers, which count from 0
  std::vector<Draft::Named> heads;
  WeightsPlan weights;
};

/// Which activations are computed: some layers of Darknet know all of them, others give zeros for the two newest.
enum class Repertoire { Plain, All };

class Layer {
public:
  Layer(const Section &section, NetworkState &state) : section(section), state(state) {}

  const Section &options() const { return section; }
  /// What remarks call it.
  std::string title() const;
  DraftBuilder &builder() { return state.builder; }
  const layers::Shape &shapeOf(DraftValue value) const { return state.builder.shapeOf(value); }

  /// What the layer before it gives. Throws Behind.
  DraftValue input() const;
  /// Throws Refusal unless the number, or how far a layer lies behind, is one of a layer before this one.
  int64_t absolute(int64_t number, std::string_view key) const;
  /// What the layer of such a number gives. Throws Refusal and Behind.
  DraftValue output(int64_t number, std::string_view key) const;
  /// Values in a row, flattened where they are none.
  DraftValue row(DraftValue value);

  /// Throws Refusal where an option that changes values is switched on.
  void refuseIf(std::string_view key, std::string_view reason) const;
  /// Throws Refusal where an option has another value than the one that does nothing.
  void refuseUnless(std::string_view key, double harmless, std::string_view reason) const;

  DraftValue add(LayerRequest request);
  DraftValue addWindow(LayerRequest request);
  /// The layer that was added last, for its weights.
  Taker taker(int64_t outputs) const { return {state.draft.layers.size() - 1, outputs, section.span}; }
  WeightsPlan &weights() { return state.weights; }

  /// The value behind the activation named by the option.
  struct Activation {
    std::string_view keyword; // empty: none
    std::map<std::string, layers::Value, std::less<>> arguments;
  };
  Activation activation(std::string_view otherwise, Repertoire repertoire) const;
  DraftValue activated(DraftValue value, const Activation &activation);

  void result(DraftValue value) { state.outputs.back().value = value; }
  /// The network ends here: the input of this layer is an output called `name`, or like it.
  void end(std::string_view name, DraftValue value);
  /// The same without an output.
  void end() { state.outputs.back().isEnd = true; }
  void remark(std::string text) { state.builder.remark(title(), std::move(text)); }

private:
  int64_t number() const { return int64_t(state.outputs.size()) - 1; }
  DraftValue valueOf(int64_t number, support::Span span) const;

  const Section &section;
  NetworkState &state;
};

using Import = void (*)(Layer &);

/// The function for a section's name; null for layers that are not imported. The reason is for those of which there is
/// more to say than that.
struct LayerKind {
  std::string_view name;
  Import import = nullptr;
  std::string_view reason = {};
};
const LayerKind *findLayerKind(std::string_view name);

// Windows.cpp
void importConvolutional(Layer &);
void importMaxPool(Layer &);
void importLocalAvgPool(Layer &);
void importAvgPool(Layer &);
void importUpsample(Layer &);
void importReorg3d(Layer &);
void importCrop(Layer &);
// Reorg.cpp
void importReorg(Layer &);
// Vectors.cpp
void importConnected(Layer &);
void importBatchNorm(Layer &);
void importSoftmax(Layer &);
void importActivation(Layer &);
void importDropout(Layer &);
// Merges.cpp
void importRoute(Layer &);
void importShortcut(Layer &);
void importScaleChannels(Layer &);
void importSam(Layer &);
// Heads.cpp
void importYolo(Layer &);
void importRegion(Layer &);
void importDetection(Layer &);
void importCost(Layer &);

} // namespace evenstride::interchange::darknet
