// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One layer of an ncnn file as the functions that import layers see it: parameters, blobs, the draft.
#pragma once

#include "interchange/Draft.h"
#include "interchange/Names.h"
#include "interchange/ncnn/BinPlan.h"
#include "interchange/ncnn/Param.h"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace evenstride::interchange::ncnn {

/// Thrown where a layer reads a blob that could not be imported: nothing more is said about it.
struct Behind {};

/// What a blob is here: an image of 3 axes, or a row of 1, whose value is [C, 1, 1].
struct Blob {
  DraftValue value = -1;
  int axes = 3;
};

/// What all layers share.
struct NetworkState {
  explicit NetworkState(Draft &draft) : draft(draft), builder(draft) {}

  Draft &draft;
  DraftBuilder builder;
  std::map<std::string, std::optional<Blob>, std::less<>> blobs; // nothing: it could not be imported
  std::set<std::string, std::less<>> read;                       // names of blobs that a layer reads
  std::set<std::string, std::less<>> ends;                       // of blobs that only boxes are made of
  UniqueNames labels;
  BinPlan weights;
};

/// The four sides of a padding as the draft has them: top, left, bottom, right.
using Sides = std::vector<int64_t>;

class Layer {
public:
  Layer(const LayerText &text, NetworkState &state) : text(text), state(state) {}

  const LayerText &parameters() const { return text; }
  std::string_view type() const { return text.type.text; }
  /// What remarks call it.
  std::string title() const;
  const layers::Shape &shapeOf(DraftValue value) const { return state.builder.shapeOf(value); }

  size_t inputs() const { return text.bottoms.size(); }
  size_t outputs() const { return text.tops.size(); }
  /// Throw Refusal where there is no such input or it has other axes, and Behind where it was not imported.
  const Blob &blob(size_t index) const;
  DraftValue image(size_t index = 0) const;
  /// All of them, which have equally many axes.
  std::vector<DraftValue> values() const;
  /// The values of a blob in one row.
  DraftValue row(size_t index = 0);

  /// Throws Refusal where a parameter has another value than the one that does nothing.
  void refuseUnless(int64_t id, int64_t harmless, std::string_view reason) const;

  DraftValue add(LayerRequest request);
  DraftValue addWindow(LayerRequest request, Rounding rounding = Rounding::Down);
  /// An axis of the first blob, counted from the front. Throws Refusal unless it is that of the channels.
  void requireChannelAxis(int64_t id) const;
  /// A factor and a summand for each channel, as a layer.
  DraftValue affine(DraftValue value, double factor, double summand);

  /// Numbers of the .bin file for the layer that was added last.
  void weight(BinPiece piece) { state.weights.add(lastLayer(), std::move(piece), text.type.span); }
  /// The same for a batch norm that scales by `factor` or, without one, by the file's numbers.
  void constantWeight(std::string suffix, int64_t channels, float value);
  /// A label for a layer with weights, from its name in the file.
  std::string label();

  /// The activation that convolutions and dense layers may have, from parameters 9 and 10.
  struct Activation {
    std::string_view keyword; // empty: none
    std::map<std::string, layers::Value, std::less<>> arguments = {};
    bool isTimesInput = false; // what it gives is multiplied by what it takes
  };
  Activation fusedActivation() const;
  DraftValue activated(DraftValue value, const Activation &activation);

  void set(size_t output, Blob blob);
  void setImage(DraftValue value) { set(0, {value, 3}); }
  void setRow(DraftValue value) { set(0, {value, 1}); }
  /// The network ends here: what the layer reads are outputs.
  void end();
  /// As many axes as the first input has.
  void setLike(DraftValue value) { set(0, {value, blob(0).axes}); }

private:
  size_t lastLayer() const { return state.draft.layers.size() - 1; }

  const LayerText &text;
  NetworkState &state;
};

/// Keeps elements between two bounds, either of which may be a limit of floats.
Layer::Activation clipBetween(double low, double high);
/// A hard sigmoid, or one times its input.
Layer::Activation hardSigmoid(double alpha, double beta);
Layer::Activation hardSwish(double alpha, double beta);

using Import = void (*)(Layer &);

/// By the type's name; null for layers that are not imported. A reason where there is more to say than that.
struct LayerKind {
  std::string_view type;
  Import import = nullptr;
  std::string_view reason = {};
};
const LayerKind *findLayerKind(std::string_view type);
std::span<const LayerKind> allLayerKinds();

// Convolutions.cpp
void importConvolution(Layer &);
void importDeconvolution(Layer &);
void importInnerProduct(Layer &);
// Pooling.cpp
void importPooling(Layer &);
void importReduction(Layer &);
void importInterp(Layer &);
// Activations.cpp
void importActivation(Layer &);
void importRelu(Layer &);
void importClip(Layer &);
void importPRelu(Layer &);
void importSoftmax(Layer &);
void importDropout(Layer &);
// Arithmetic.cpp
void importBatchNorm(Layer &);
void importScale(Layer &);
void importBias(Layer &);
void importLRN(Layer &);
void importEltwise(Layer &);
void importBinaryOp(Layer &);
// Shapes.cpp
void importSame(Layer &);
void importHead(Layer &);
void importConcat(Layer &);
void importSlice(Layer &);
void importCrop(Layer &);
void importPadding(Layer &);
void importPixelShuffle(Layer &);
void importReorg(Layer &);
void importShuffleChannel(Layer &);
void importFlatten(Layer &);
void importReshape(Layer &);

} // namespace evenstride::interchange::ncnn
