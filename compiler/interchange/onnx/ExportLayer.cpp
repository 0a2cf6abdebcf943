// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What functions that export layers call: operands, weights, constants and nodes.
#include "interchange/onnx/ExportGraph.h"

#include "onnx.pb.h"

#include <algorithm>

namespace evenstride::interchange::onnx {

using ::onnx::TensorProto;

const layers::Shape &LayerExport::operandShape(size_t index) const {
  return all.request.graph.shapeOf(node.operands[index]);
}
const layers::Shape &LayerExport::resultShape() const { return all.request.graph.shapeOf(node.result); }

const GraphExport::Tensor &LayerExport::tensorOf(size_t operand) const {
  return all.tensors.find(node.operands[operand])->second;
}

Form LayerExport::commonForm() const {
  for (size_t i = 0; i < operands(); ++i)
    if (formOf(i) == Form::Image)
      return Form::Image;
  return Form::Row;
}

std::string LayerExport::operand(size_t index, Form form) {
  const GraphExport::Tensor &tensor = tensorOf(index);
  if (tensor.form == form)
    return tensor.name;
  if (form == Form::Row)
    return step("row", {"Flatten", {tensor.name}}, {operandShape(index).elements()});
  const layers::Shape &shape = operandShape(index);
  std::string target = integers("image_shape", {0, shape.channels, 1, 1});
  return step("image", {"Reshape", {tensor.name, target}}, {shape.channels, 1, 1});
}

std::string LayerExport::weight(const std::string &suffix, List extents) {
  std::string name = node.path + "." + suffix;
  const check::Graph &graph = all.request.graph;
  for (const layers::WeightSpec &spec : graph.weightsOf(node))
    if (spec.suffix == suffix)
      all.used.push_back({{name, spec.shape, all.request.weights.find(name)->second},
                          extents.empty() ? spec.shape : std::move(extents)});
  return name;
}

std::string LayerExport::constant(const std::string &purpose, TensorProto &tensor) {
  tensor.set_name(all.uniqueName(node.path + "/" + purpose));
  return tensor.name();
}

std::string LayerExport::integers(const std::string &purpose, const List &values) {
  TensorProto &tensor = *all.graph.add_initializer();
  tensor.set_data_type(TensorProto::INT64);
  tensor.add_dims(int64_t(values.size()));
  tensor.mutable_int64_data()->Add(values.begin(), values.end());
  return constant(purpose, tensor);
}

std::string LayerExport::numbers(const std::string &purpose, const std::vector<double> &values, const List &extents) {
  TensorProto &tensor = *all.graph.add_initializer();
  tensor.set_data_type(TensorProto::FLOAT);
  tensor.mutable_dims()->Add(extents.begin(), extents.end());
  for (double value : values)
    tensor.add_float_data(float(value));
  return constant(purpose, tensor);
}

std::string LayerExport::step(const std::string &purpose, const Operation &operation, const List &extents) {
  std::string name = all.uniqueName(node.path + "/" + purpose);
  all.addNode(name, operation, name);
  all.describe(name, extents);
  return name;
}

void LayerExport::give(Form form, const Operation &operation) {
  auto output = all.resultNames.find(node.result);
  bool isOutput = output != all.resultNames.end();
  std::string name = isOutput ? output->second : all.uniqueName(node.path);
  all.addNode(node.path, operation, name);
  all.tensors[node.result] = {name, form};
  if (!isOutput)
    all.describe(name, all.extentsOf(node.result, form));
}

} // namespace evenstride::interchange::onnx
