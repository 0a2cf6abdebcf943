// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// An ONNX graph while it is written, and one layer of it as the functions that export layers see it.
#pragma once

#include "interchange/onnx/Export.h"

#include <map>
#include <set>
#include <utility>
#include <variant>

namespace onnx {
class GraphProto;
class TensorProto;
class ValueInfoProto;
} // namespace onnx

namespace evenstride::interchange::onnx {

using List = std::vector<int64_t>;

/// What lies behind the batch of a tensor: [C, H, W]; or, of one pixel, [C] alone, as Gemm takes and gives it.
enum class Form : char { Image, Row };

/// A node without its name and result.
struct Operation {
  using Attribute = std::variant<int64_t, double, std::string, List>;

  std::string op;
  std::vector<std::string> inputs;
  std::vector<std::pair<std::string, Attribute>> attributes = {};
};

class GraphExport {
public:
  /// A weight as a tensor of the graph, which may have more axes than ours.
  struct Weight {
    TensorToWrite stored;
    List extents;
  };

  GraphExport(const ExportRequest &request, ::onnx::GraphProto &graph) : request(request), graph(graph) {}

  /// Fills the graph with everything but the weights.
  void write();
  /// In the order of the layers.
  const std::vector<Weight> &weights() const { return used; }

private:
  friend class LayerExport;

  struct Tensor {
    std::string name;
    Form form = Form::Image;
  };
  struct Type {
    int32_t element;
    List extents; // behind the batch
  };

  void reserveNames();
  std::string uniqueName(const std::string &wanted);
  void writeInput(const check::NetworkInput &input);
  void writeOutput(const check::NetworkOutput &output);
  void addNode(const std::string &name, const Operation &operation, const std::string &result);
  void setType(::onnx::ValueInfoProto &info, const std::string &name, const Type &to) const;
  void describe(const std::string &tensor, const List &extents);
  /// Behind the batch.
  List extentsOf(check::ValueId value, Form form) const;

  const ExportRequest &request;
  ::onnx::GraphProto &graph;
  std::set<std::string, std::less<>> taken;
  std::map<check::ValueId, Tensor> tensors;
  std::map<check::ValueId, std::string> resultNames; // of outputs that a layer gives
  std::vector<Weight> used;
};

/// One layer while its nodes are written.
class LayerExport {
public:
  LayerExport(GraphExport &all, const check::Node &node) : all(all), node(node) {}

  const layers::Arguments &arguments() const { return node.arguments; }
  size_t operands() const { return node.operands.size(); }
  const layers::Shape &operandShape(size_t index = 0) const;
  const layers::Shape &resultShape() const;
  Form formOf(size_t operand) const { return tensorOf(operand).form; }
  /// Row where all operands are.
  Form commonForm() const;

  // Names of tensors. An operand in another form is reshaped before.
  std::string operand(size_t index, Form form);
  std::string image(size_t index = 0) { return operand(index, Form::Image); }
  std::string row(size_t index = 0) { return operand(index, Form::Row); }
  /// A weight; with other extents than ours where they are given.
  std::string weight(const std::string &suffix, List extents = {});
  std::string integers(const std::string &purpose, const List &values);
  std::string numbers(const std::string &purpose, const std::vector<double> &values, const List &extents);

  /// Adds a node before the last one; gives its result.
  std::string step(const std::string &purpose, const Operation &operation, const List &extents);
  /// Adds the last node.
  void give(Form form, const Operation &operation);

private:
  const GraphExport::Tensor &tensorOf(size_t operand) const;
  std::string constant(const std::string &purpose, ::onnx::TensorProto &tensor);

  GraphExport &all;
  const check::Node &node;
};

} // namespace evenstride::interchange::onnx
