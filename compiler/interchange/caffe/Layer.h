// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One layer of a Caffe network as the functions that import types see it: parameters, blobs, weights, and the draft.
#pragma once

#include "interchange/Affine.h"
#include "interchange/Ends.h"
#include "interchange/Names.h"
#include "interchange/Parts.h"
#include "interchange/View.h"
#include "interchange/caffe/Blobs.h"
#include "interchange/caffe/Net.h"

#include <map>
#include <set>
#include <variant>

namespace evenstride::interchange::caffe {

/// What stands behind a layer that could not be imported: nothing more is said about it.
struct Unknown {};
using Blob = std::variant<Unknown, View>;

/// What all layers of a network share.
struct Progress {
  explicit Progress(Draft &draft) : draft(draft), builder(draft), ends(draft) {}

  Draft &draft;
  DraftBuilder builder;
  Ends ends;
  std::unique_ptr<Blobs> weights;                 // null: there are none
  std::map<std::string, Blob, std::less<>> blobs; // by name, as layers before have left them
  std::map<DraftValue, int> readers;              // layers that read a value under any of its names
  std::set<DraftValue> openNorms;                 // results of batch norms that a Scale may complete
  UniqueNames labels;
  MadeUp madeUp;
};

class Layer {
public:
  /// `uses` says for each top how many layers read it before it is overwritten.
  Layer(const NetLayer &net, Progress &progress, std::vector<int> uses);

  const std::string &type() const { return net.type; }
  DraftBuilder &builder() { return progress.builder; }
  int64_t batch() const { return progress.ends.batch(); }

  /// The message with the parameters of the layer's type; one without fields where it is not given.
  Fields &parameters(std::string_view message);

  // Blobs. Throws Refusal where one is missing.
  size_t bottoms() const { return net.bottoms.size(); }
  size_t tops() const { return net.tops.size(); }
  void expectBlobs(size_t bottoms, size_t tops) const;
  bool isKnown(size_t bottom) const;
  const View &bottom(size_t index) const;
  /// The blob [N, C, H, W] as a value.
  DraftValue image(size_t index) { return imageOf(bottom(index), builder()); }
  /// The blob [N, C, H, W] or [N, F] as a value.
  DraftValue imageOrRow(size_t index);
  const layers::Shape &shapeOf(DraftValue value) const { return progress.builder.shapeOf(value); }
  bool isUsed(size_t top) const { return top < uses.size() && uses[top] > 0; }

  void set(size_t top, const View &view);
  void setImage(DraftValue value) { set(0, plainView(value, shapeOf(value), batch(), 4)); }
  void setRow(DraftValue value) { set(0, plainView(value, shapeOf(value), batch(), 2)); }
  /// The result of a layer on `imageOrRow(index)`, seen as that bottom is.
  void setLike(size_t index, DraftValue value);
  /// A layer that works on each element of its bottom.
  void elementwise(std::string_view keyword, std::map<std::string, layers::Value, std::less<>> arguments = {});

  /// A request that knows where it comes from.
  LayerRequest request(std::string_view keyword, std::vector<DraftValue> operands) const;
  std::string label();
  bool hasWeights() const { return progress.weights != nullptr; }
  /// The layer's weights, in the order of the file; nothing where there are no weights at all.
  std::vector<DraftWeight> weights(std::vector<DraftWeight> expected);
  std::span<const float> computed(std::vector<float> values);
  void spend(size_t numbers) { progress.madeUp.spend(numbers); }

  /// The value is that of a batch norm that a Scale may complete.
  void openNorm(DraftValue value) { progress.openNorms.insert(value); }
  /// Whether the value is one of those, and nobody else reads it; it is none from now on.
  bool takeOpenNorm(DraftValue value);
  DraftLayer &producerOf(DraftValue value);

  Faults &faults() { return found; }
  /// Throws Refusal where a top that is read has not been set.
  void checkTops() const;
  /// Fields that nobody has asked for.
  std::vector<const Field *> unread() const;

private:
  const NetLayer &net;
  Progress &progress;
  std::vector<int> uses;
  Faults found;
  Fields own;
  std::map<std::string, Fields, std::less<>> inner;
};

} // namespace evenstride::interchange::caffe
