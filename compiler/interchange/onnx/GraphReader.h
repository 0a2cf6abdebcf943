// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Walks the nodes of an ONNX graph and collects what cannot be imported.
#pragma once

#include "diagnostics/Diagnostic.h"
#include "interchange/onnx/Elsewhere.h"
#include "interchange/onnx/Import.h"
#include "interchange/onnx/Node.h"

#include <vector>

namespace onnx {
class GraphProto;
class ModelProto;
class TensorProto;
class ValueInfoProto;
} // namespace onnx

namespace evenstride::interchange::onnx {

class GraphReader {
public:
  GraphReader(const ::onnx::ModelProto &model, const ImportRequest &request, Reading reading, Draft &draft,
              diagnostics::Sink &sink);

  /// Fills the draft; what was reported makes it unfit.
  void read();

private:
  void report(diagnostics::Code code, std::string message, std::vector<std::string> notes = {});
  bool readOpsets();
  void countUses();
  void readTensors();
  void readTensor(const ::onnx::TensorProto &tensor);
  void readInputs();
  void readInput(const ::onnx::ValueInfoProto &input);
  bool agreeOnBatch(const ::onnx::ValueInfoProto &input, int64_t batch);
  std::optional<std::vector<int64_t>> shapeOf(const ::onnx::ValueInfoProto &input);
  std::optional<check::InputFormat> formatOf(const ::onnx::ValueInfoProto &input);
  void readNode(const ::onnx::NodeProto &proto);
  void importNode(const ::onnx::NodeProto &proto);
  bool define(const std::string &name);
  void refuse(const ::onnx::NodeProto &proto, const std::string &reason);
  void reportRefusals();
  void readOutputs();

  /// Nodes of one operator that cannot be imported for one reason.
  struct Refused {
    std::string op, reason, first;
    int more = 0;
  };

  const ::onnx::ModelProto &model;
  const ::onnx::GraphProto &graph;
  const ImportRequest &request;
  Draft &draft;
  diagnostics::Sink &sink;
  GraphState state;
  Elsewhere elsewhere;
  std::set<std::string, std::less<>> defined;
  UniqueNames inputNames{draft.name}, outputNames{draft.name};
  std::vector<Refused> refused;
  bool batchKnown = false;
};

} // namespace evenstride::interchange::onnx
