// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Names, types and nodes of the graph; inputs and outputs.
#include "interchange/onnx/ExportGraph.h"
#include "interchange/onnx/ExportLayers.h"

#include "onnx.pb.h"

#include <algorithm>
#include <charconv>

namespace evenstride::interchange::onnx {

using ::onnx::AttributeProto;
using ::onnx::TensorProto;

void GraphExport::write() {
  graph.set_name(request.graph.name);
  reserveNames();
  for (const check::NetworkInput &input : request.graph.inputs)
    writeInput(input);
  for (const check::Node &node : request.graph.nodes) {
    LayerExport layer(*this, node);
    findLayerExport(node.kind->keyword)(layer);
  }
  for (const check::NetworkOutput &output : request.graph.outputs)
    writeOutput(output);
}

/// What users of the file go by is called as in the network; other tensors make way.
void GraphExport::reserveNames() {
  for (const check::Node &node : request.graph.nodes)
    for (const layers::WeightSpec &weight : request.graph.weightsOf(node))
      taken.insert(node.path + "." + weight.suffix);
  for (const check::NetworkInput &input : request.graph.inputs)
    tensors[input.value].name = uniqueName(input.name);
  for (const check::NetworkOutput &output : request.graph.outputs)
    if (request.graph.values[size_t(output.value)].producer >= 0 && !resultNames.contains(output.value))
      resultNames[output.value] = uniqueName(output.name);
}

std::string GraphExport::uniqueName(const std::string &wanted) {
  std::string unique = wanted;
  for (int copy = 2; !taken.insert(unique).second; ++copy)
    unique = wanted + "_" + std::to_string(copy);
  return unique;
}

void GraphExport::writeInput(const check::NetworkInput &input) {
  const layers::Shape &shape = request.graph.shapeOf(input.value);
  Tensor &tensor = tensors[input.value];
  const List planes = {shape.channels, shape.height, shape.width};
  const List pixels = {shape.height, shape.width, shape.channels};
  int32_t element = input.format.bytes ? TensorProto::UINT8 : TensorProto::FLOAT;
  setType(*graph.add_input(), tensor.name, {element, input.format.interleaved ? pixels : planes});
  auto convert = [&](const char *purpose, Operation operation) {
    std::string name = uniqueName(tensor.name + "/" + purpose);
    operation.inputs = {tensor.name};
    addNode(name, operation, name);
    tensor.name = name;
  };
  if (input.format.interleaved) {
    convert("planes", {"Transpose", {}, {{"perm", List{0, 3, 1, 2}}}});
    setType(*graph.add_value_info(), tensor.name, {element, planes});
  }
  if (input.format.bytes) {
    convert("floats", {"Cast", {}, {{"to", int64_t(TensorProto::FLOAT)}}});
    describe(tensor.name, planes);
  }
}

/// A value that has a second name, or that no layer gives, is passed on under the name of the output.
void GraphExport::writeOutput(const check::NetworkOutput &output) {
  const Tensor &tensor = tensors[output.value];
  auto given = resultNames.find(output.value);
  bool isNew = std::ranges::none_of(graph.output(), [&](const auto &info) { return info.name() == tensor.name; });
  std::string name = tensor.name;
  bool isReady = given != resultNames.end() || tensor.name == output.name;
  if (!isReady || !isNew) {
    name = uniqueName(output.name);
    addNode(name, {"Identity", {tensor.name}}, name);
  }
  setType(*graph.add_output(), name, {TensorProto::FLOAT, extentsOf(output.value, tensor.form)});
}

static void setAttribute(AttributeProto &proto, const std::string &name, const Operation::Attribute &value) {
  proto.set_name(name);
  if (const auto *integer = std::get_if<int64_t>(&value)) {
    proto.set_type(AttributeProto::INT);
    proto.set_i(*integer);
  } else if (const auto *number = std::get_if<double>(&value)) {
    proto.set_type(AttributeProto::FLOAT);
    proto.set_f(float(*number));
  } else if (const auto *word = std::get_if<std::string>(&value)) {
    proto.set_type(AttributeProto::STRING);
    proto.set_s(*word);
  } else {
    const List &list = std::get<List>(value);
    proto.set_type(AttributeProto::INTS);
    proto.mutable_ints()->Add(list.begin(), list.end());
  }
}

void GraphExport::addNode(const std::string &name, const Operation &operation, const std::string &result) {
  ::onnx::NodeProto &proto = *graph.add_node();
  proto.set_name(name);
  proto.set_op_type(operation.op);
  for (const std::string &input : operation.inputs)
    proto.add_input(input);
  proto.add_output(result);
  for (const auto &[attribute, value] : operation.attributes)
    setAttribute(*proto.add_attribute(), attribute, value);
}

void GraphExport::setType(::onnx::ValueInfoProto &info, const std::string &name, const Type &to) const {
  info.set_name(name);
  ::onnx::TypeProto::Tensor &type = *info.mutable_type()->mutable_tensor_type();
  type.set_elem_type(to.element);
  auto &batch = *type.mutable_shape()->add_dim();
  int64_t images = 0;
  const char *end = request.batch.data() + request.batch.size();
  if (std::from_chars(request.batch.data(), end, images).ptr == end)
    batch.set_dim_value(images);
  else
    batch.set_dim_param(request.batch);
  for (int64_t extent : to.extents)
    type.mutable_shape()->add_dim()->set_dim_value(extent);
}

void GraphExport::describe(const std::string &tensor, const List &extents) {
  setType(*graph.add_value_info(), tensor, {TensorProto::FLOAT, extents});
}

List GraphExport::extentsOf(check::ValueId value, Form form) const {
  const layers::Shape &shape = request.graph.shapeOf(value);
  return form == Form::Row ? List{shape.channels} : List{shape.channels, shape.height, shape.width};
}

} // namespace evenstride::interchange::onnx
