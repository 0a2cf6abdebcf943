// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Parsing into an arena, with limits.
#include "interchange/onnx/Model.h"
#include "interchange/ImportCodes.h"

#include "onnx.pb.h"

#include <fmt/format.h>
#include <google/protobuf/arena.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

namespace evenstride::interchange::onnx {

static void report(diagnostics::Sink &sink, diagnostics::Code code, std::string message) {
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = code;
  diagnostic.message = std::move(message);
  sink.report(std::move(diagnostic));
}

/// What exceeds its limit, or an empty text.
static std::string excess(const ::onnx::GraphProto &graph) {
  if (graph.node_size() > ModelLimits::nodes)
    return fmt::format("it has {} nodes; the limit is {}", graph.node_size(), ModelLimits::nodes);
  if (graph.initializer_size() > ModelLimits::tensors)
    return fmt::format("it has {} tensors; the limit is {}", graph.initializer_size(), ModelLimits::tensors);
  return "";
}

std::shared_ptr<const ::onnx::ModelProto> parseModel(std::span<const uint8_t> bytes, const std::string &path,
                                                     diagnostics::Sink &sink) {
  if (bytes.size() > ModelLimits::bytes) {
    report(sink, codes::tooLarge,
           fmt::format("`{}` has {} bytes; the limit is {}", path, bytes.size(), ModelLimits::bytes));
    return nullptr;
  }
  auto arena = std::make_shared<google::protobuf::Arena>();
  auto *model = google::protobuf::Arena::CreateMessage<::onnx::ModelProto>(arena.get());
  google::protobuf::io::CodedInputStream stream(bytes.data(), int(bytes.size()));
  stream.SetRecursionLimit(ModelLimits::depth);
  if (bytes.empty() || !model->ParseFromCodedStream(&stream) || !stream.ConsumedEntireMessage() ||
      !model->has_graph()) {
    report(sink, codes::damaged, fmt::format("`{}` is no ONNX model, or is damaged", path));
    return nullptr;
  }
  if (std::string what = excess(model->graph()); !what.empty()) {
    report(sink, codes::tooLarge, fmt::format("`{}` is too large: {}", path, what));
    return nullptr;
  }
  return {arena, model}; // lives as long as the arena
}

} // namespace evenstride::interchange::onnx
