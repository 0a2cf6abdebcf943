// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Opsets, initial tensors and nodes, in order.
#include "interchange/onnx/GraphReader.h"
#include "interchange/ImportCodes.h"
#include "interchange/onnx/Export.h"
#include "interchange/onnx/Operators.h"

#include "onnx.pb.h"

#include <fmt/format.h>

#include <algorithm>

namespace evenstride::interchange::onnx {

constexpr int64_t oldestOpset = 6, newestOpset = 28;

GraphReader::GraphReader(const ::onnx::ModelProto &model, const ImportRequest &request, Reading reading, Draft &draft,
                         diagnostics::Sink &sink)
    : model(model), graph(model.graph()), request(request), draft(draft), sink(sink), state(draft, reading),
      elsewhere(std::filesystem::path(request.path).parent_path(), draft) {
  state.isOurs = model.producer_name() == producerName;
}

void GraphReader::report(diagnostics::Code code, std::string message, std::vector<std::string> notes) {
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = code;
  diagnostic.message = fmt::format("`{}`: {}", request.path, message);
  diagnostic.notes = std::move(notes);
  sink.report(std::move(diagnostic));
}

void GraphReader::read() {
  if (!readOpsets())
    return;
  countUses();
  readTensors();
  readInputs();
  if (sink.hasErrors()) // what follows would be echoes
    return;
  for (const ::onnx::NodeProto &node : graph.node())
    readNode(node);
  reportRefusals();
  readOutputs();
}

bool GraphReader::readOpsets() {
  for (const ::onnx::OperatorSetIdProto &set : model.opset_import())
    if (set.domain().empty() || set.domain() == "ai.onnx")
      state.opset = set.version();
  if (state.opset >= oldestOpset && state.opset <= newestOpset)
    return true;
  report(codes::unknownOpset, state.opset == 0
                                  ? std::string("it does not say which opset its operators are of")
                                  : fmt::format("its operators are of opset {}; those of {} to {} are known",
                                                state.opset, oldestOpset, newestOpset));
  return false;
}

void GraphReader::countUses() {
  for (const ::onnx::NodeProto &node : graph.node())
    for (const std::string &input : node.input())
      if (!input.empty())
        ++state.uses[input];
  for (const ::onnx::ValueInfoProto &output : graph.output())
    ++state.uses[output.name()];
}

bool GraphReader::define(const std::string &name) {
  if (defined.insert(name).second)
    return true;
  report(codes::incoherent, fmt::format("the name `{}` is given twice", printable(name)));
  return false;
}

void GraphReader::readTensors() {
  if (graph.sparse_initializer_size() > 0)
    report(codes::badTensor, "it holds sparse tensors, which are not imported");
  for (const ::onnx::TensorProto &tensor : graph.initializer())
    if (define(tensor.name()))
      readTensor(tensor);
}

void GraphReader::readTensor(const ::onnx::TensorProto &tensor) {
  diagnostics::Code code = codes::elsewhere;
  try {
    std::optional<std::span<const uint8_t>> bytes;
    if (Elsewhere::has(tensor))
      bytes = elsewhere.bytesOf(tensor);
    code = codes::badTensor;
    state.values[tensor.name()] = decode(tensor, bytes, draft);
  } catch (const Refusal &refusal) {
    report(code, fmt::format("the tensor `{}`: {}", printable(tensor.name()), refusal.reason));
  }
}

void GraphReader::readNode(const ::onnx::NodeProto &proto) {
  bool isUnknown = false;
  for (const std::string &input : proto.input()) {
    if (input.empty())
      continue;
    auto value = state.values.find(input);
    if (value == state.values.end())
      refuse(proto, fmt::format("nothing before it gives its input `{}`", printable(input)));
    isUnknown = isUnknown || value == state.values.end() || std::holds_alternative<Unknown>(value->second);
  }
  for (const std::string &output : proto.output())
    if (!output.empty() && define(output))
      state.values[output] = Unknown();
  if (!isUnknown)
    importNode(proto);
}

void GraphReader::importNode(const ::onnx::NodeProto &proto) {
  try {
    Node node(proto, state);
    bool isOurs = proto.domain().empty() || proto.domain() == "ai.onnx";
    const Operator *found = isOurs ? findOperator(proto.op_type()) : nullptr;
    bool allConstant = true;
    for (size_t i = 0; i < node.inputs(); ++i)
      allConstant = allConstant && (!node.has(i) || node.isConstant(i));
    Import function = !found ? nullptr : allConstant ? found->fold : found->import;
    if (!isOurs)
      throw Refusal{fmt::format("it is an operator of the domain `{}`", printable(proto.domain()))};
    if (!found)
      throw Refusal{"no layer or folding of constants does this"};
    if (!function)
      throw Refusal{allConstant ? "it works on constants alone, which is not folded for this operator"
                                : "it works on a computed tensor, and only its folding of constants is known"};
    function(node);
  } catch (const Refusal &refusal) {
    refuse(proto, refusal.reason);
  }
}

void GraphReader::refuse(const ::onnx::NodeProto &proto, const std::string &reason) {
  auto same = std::ranges::find_if(
      refused, [&](const Refused &each) { return each.op == proto.op_type() && each.reason == reason; });
  if (same != refused.end()) {
    ++same->more;
    return;
  }
  constexpr size_t most = 1000; // different ones that are told
  if (refused.size() < most)
    refused.push_back({proto.op_type(), reason, Node(proto, state).title()});
}

void GraphReader::reportRefusals() {
  for (const Refused &each : refused) {
    std::vector<std::string> notes;
    if (each.more > 0)
      notes.push_back(fmt::format("the same holds for {} more", each.more));
    report(codes::unsupported,
           fmt::format("`{}` (`{}`) cannot be imported: {}", each.first, printable(each.op), each.reason), notes);
  }
}

} // namespace evenstride::interchange::onnx
