// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The weights of a .caffemodel file by the names of layers.
#pragma once

#include "interchange/Draft.h"
#include "interchange/ImportRequest.h"

#include <map>
#include <memory>
#include <set>

namespace evenstride_caffe {
class Model;
class Tensor;
} // namespace evenstride_caffe

namespace evenstride::interchange::caffe {

struct BlobLimits {
  static constexpr size_t bytes = (size_t(1) << 31) - 1; // protobuf's own
  static constexpr int depth = 16;
  static constexpr int layers = 100'000;
};

class Blobs {
public:
  /// The blobs of a file, of which it copies the bytes; null after an error.
  static std::unique_ptr<Blobs> read(const WeightsFile &file, Draft &draft, diagnostics::Sink &sink);

  /// The weights of a layer in the shapes that are expected of it. Throws Refusal where they have other shapes or are
  /// not there.
  std::vector<DraftWeight> take(const std::string &layer, std::vector<DraftWeight> expected);

  /// Layers that have blobs which nobody took.
  std::vector<std::string> untaken() const;
  std::shared_ptr<const void> memory() const { return model; }

private:
  using Tensors = std::vector<const evenstride_caffe::Tensor *>;

  Blobs(std::shared_ptr<const evenstride_caffe::Model> model, Draft &draft);
  void fill(DraftWeight &weight, const evenstride_caffe::Tensor &tensor);
  std::span<const float> valuesOf(const evenstride_caffe::Tensor &tensor);
  std::string missing(const std::string &layer) const;

  std::shared_ptr<const evenstride_caffe::Model> model;
  Draft &draft;
  std::map<std::string, Tensors, std::less<>> byLayer;
  std::set<std::string, std::less<>> taken;
};

} // namespace evenstride::interchange::caffe
