// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The bytes of a model. Protobuf writes everything but the values of weights, which may be gigabytes: they stay where
// they are and become pieces of the file, with the few bytes before each written here.
#include "interchange/onnx/Export.h"
#include "interchange/onnx/ExportGraph.h"
#include "interchange/onnx/Model.h"

#include "onnx.pb.h"

namespace evenstride::interchange::onnx {

using ::onnx::TensorProto;

static std::string_view bytesOf(std::span<const float> values) {
  return {reinterpret_cast<const char *>(values.data()), values.size_bytes()};
}

/// What stands before a field of `length` bytes.
static std::string fieldHead(int number, uint64_t length) {
  constexpr uint32_t hasLength = 2;
  std::string head;
  for (uint64_t rest : {uint64_t(number) << 3 | hasLength, length}) {
    for (; rest >= 0x80; rest >>= 7)
      head += char(rest | 0x80);
    head += char(rest);
  }
  return head;
}

static void describe(TensorProto &proto, const GraphExport::Weight &weight) {
  proto.set_name(weight.stored.name);
  proto.set_data_type(TensorProto::FLOAT);
  proto.mutable_dims()->Add(weight.extents.begin(), weight.extents.end());
}

static void addWeightsElsewhere(const std::vector<GraphExport::Weight> &weights, const std::string &file,
                                ::onnx::GraphProto &graph, std::vector<TensorToWrite> &stored) {
  for (const GraphExport::Weight &weight : weights)
    stored.push_back(weight.stored);
  uint64_t offset = safetensorsHeader(stored).size();
  for (const GraphExport::Weight &weight : weights) {
    TensorProto &proto = *graph.add_initializer();
    describe(proto, weight);
    proto.set_data_location(TensorProto::EXTERNAL);
    uint64_t length = weight.stored.values.size_bytes();
    for (const auto &[key, value] : {std::pair<const char *, std::string>{"location", file},
                                     {"offset", std::to_string(offset)},
                                     {"length", std::to_string(length)}}) {
      auto &entry = *proto.add_external_data();
      entry.set_key(key);
      entry.set_value(value);
    }
    offset += length;
  }
}

namespace {

/// Pieces of a message that add up to its bytes.
struct Pieces {
  std::deque<std::string> &texts;
  std::vector<std::string_view> all = {};
  uint64_t bytes = 0;

  void add(std::string_view piece) {
    all.push_back(piece);
    bytes += piece.size();
  }
  void add(std::string text) { add(std::string_view(texts.emplace_back(std::move(text)))); }
};

} // namespace

/// The fields of a graph behind those that protobuf has written.
static void addWeightsInside(const std::vector<GraphExport::Weight> &weights, Pieces &graph) {
  for (const GraphExport::Weight &weight : weights) {
    TensorProto proto;
    describe(proto, weight);
    std::string tensor = proto.SerializeAsString();
    std::string_view values = bytesOf(weight.stored.values);
    tensor += fieldHead(TensorProto::kRawDataFieldNumber, values.size());
    graph.add(fieldHead(::onnx::GraphProto::kInitializerFieldNumber, tensor.size() + values.size()));
    graph.add(std::move(tensor));
    graph.add(values);
  }
}

uint64_t Exported::modelBytes() const {
  uint64_t bytes = 0;
  for (std::string_view piece : model)
    bytes += piece.size();
  return bytes;
}

uint64_t bytesOfWeights(const check::Graph &graph) {
  uint64_t bytes = 0;
  for (const check::Node &node : graph.nodes)
    bytes += uint64_t(graph.paramsOf(node)) * sizeof(float);
  return bytes;
}

std::optional<Exported> exportModel(const ExportRequest &request) {
  ::onnx::ModelProto model;
  model.set_ir_version(writtenFormat);
  model.set_producer_name(producerName);
  ::onnx::OperatorSetIdProto &opset = *model.add_opset_import();
  opset.set_domain("");
  opset.set_version(writtenOpset);
  ::onnx::GraphProto graphProto;
  GraphExport graph(request, graphProto);
  graph.write();
  Exported exported;
  exported.nodes = size_t(graphProto.node_size());
  bool isInside = request.weightsElsewhere.empty();
  if (!isInside)
    addWeightsElsewhere(graph.weights(), request.weightsElsewhere, graphProto, exported.weights);
  Pieces inner{exported.texts};
  inner.add(graphProto.SerializeAsString());
  if (isInside)
    addWeightsInside(graph.weights(), inner);
  Pieces whole{exported.texts};
  whole.add(model.SerializeAsString());
  whole.add(fieldHead(::onnx::ModelProto::kGraphFieldNumber, inner.bytes));
  exported.model = std::move(whole.all);
  exported.model.insert(exported.model.end(), inner.all.begin(), inner.all.end());
  if (exported.modelBytes() > ModelLimits::bytes)
    return std::nullopt;
  return exported;
}

} // namespace evenstride::interchange::onnx
