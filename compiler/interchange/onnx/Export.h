// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// ONNX out: from a checked network and its weights to the bytes of a file that any reader of ONNX takes.
#pragma once

#include "check/Graph.h"
#include "interchange/Safetensors.h"
#include "interchange/WeightStore.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace evenstride::interchange::onnx {

/// The operators that are written: the first opset that has all the layers' functions, and the file format that
/// belongs to it.
inline constexpr int64_t writtenOpset = 20, writtenFormat = 9;
/// By which the importer knows our own files.
inline constexpr const char *producerName = "evenstride";

struct ExportRequest {
  const check::Graph &graph; // without sizes that have no value
  const WeightStore::Views &weights;
  std::string batch = "N";           // how many images: a number, or a name for any
  std::string weightsElsewhere = {}; // the name of a safetensors file beside the model; empty: they stand inside
};

struct Exported {
  std::vector<std::string_view> model; // the file, in pieces; they point into `texts` and the request's weights
  std::deque<std::string> texts;
  std::vector<TensorToWrite> weights; // for the safetensors file, if there is one
  size_t nodes = 0;

  uint64_t modelBytes() const;
};

/// How many bytes the weights of a network take.
uint64_t bytesOfWeights(const check::Graph &graph);

/// The network as an ONNX model that computes the same. Nothing where it would be larger than protobuf allows, which
/// only weights inside can make it.
std::optional<Exported> exportModel(const ExportRequest &request);

} // namespace evenstride::interchange::onnx
