// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One node of an ONNX graph as the functions that import operators see it: attributes, inputs, outputs, and the draft.
#pragma once

#include "interchange/Draft.h"
#include "interchange/Names.h"
#include "interchange/View.h"
#include "interchange/onnx/Constant.h"
#include "interchange/onnx/Reading.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace onnx {
class AttributeProto;
class NodeProto;
} // namespace onnx

namespace evenstride::interchange::onnx {

/// What stands behind a node that could not be imported: nothing more is said about it.
struct Unknown {};
using Value = std::variant<Unknown, Constant, View>;

/// What all nodes of a graph share.
struct GraphState {
  GraphState(Draft &draft, Reading reading) : draft(draft), builder(draft), reading(reading) {}

  Draft &draft;
  DraftBuilder builder;
  Reading reading;
  int64_t opset = 0;
  int64_t batch = 1;
  bool isOurs = false; // what the exporter has written
  std::map<std::string, Value, std::less<>> values;
  std::map<std::string, int, std::less<>> uses; // by nodes and as outputs
  std::map<DraftValue, int> readers; // nodes that read a value under any of its names, those that rename it aside
  UniqueNames labels;
  int64_t foldedElements = 0;
};

class Node {
public:
  Node(const ::onnx::NodeProto &proto, GraphState &state) : proto(proto), state(state) {}

  const std::string &op() const;
  /// What diagnostics and remarks call it.
  std::string title() const;
  int64_t opset() const { return state.opset; }
  int64_t batch() const { return state.batch; }
  Reading reading() const { return state.reading; }
  DraftBuilder &builder() { return state.builder; }
  Draft &draft() { return state.draft; }

  // Attributes. Throws Refusal where one is of another type.
  int64_t integer(std::string_view name, int64_t otherwise) const;
  double number(std::string_view name, double otherwise) const;
  std::string word(std::string_view name, std::string_view otherwise) const;
  std::optional<std::vector<int64_t>> integers(std::string_view name) const;
  std::optional<std::vector<float>> numbers(std::string_view name) const;
  const ::onnx::AttributeProto *attribute(std::string_view name) const;

  // Inputs. Throws Refusal where one is missing or of another kind.
  size_t inputs() const;
  bool has(size_t index) const;
  const Value &value(size_t index) const;
  bool isConstant(size_t index) const;
  const View &view(size_t index) const;
  const Constant &constant(size_t index) const;
  const Constant &floats(size_t index) const;
  std::vector<int64_t> integersAt(size_t index) const;
  double scalarAt(size_t index) const;
  /// The tensor [N, C, H, W], [N, C, L] or [N, C] as a value.
  DraftValue image(size_t index) { return imageOf(view(index)); }
  /// The tensor as layers work on it, rearranged first where it has to be.
  PlainTensor plain(size_t index) { return plainOf(view(index)); }
  PlainTensor plainOf(const View &tensor);
  /// Whether the first input is lines [N, C, L].
  bool isLine() const { return view(0).axes.size() == 3; }
  bool isUpright() const { return state.reading == Reading::UprightLines; }
  const layers::Shape &shapeOf(DraftValue value) const { return state.builder.shapeOf(value); }
  /// Whether nothing but this node reads the value, under whatever name.
  bool isOnlyUser(DraftValue value) const;

  /// Attribute of older opsets, input of newer ones: nothing where it is not given.
  std::optional<std::vector<int64_t>> integersFrom(std::string_view attribute, size_t input) const;

  // Outputs.
  size_t outputs() const;
  bool isUsed(size_t output) const;
  void set(size_t output, Value value);
  void set(Value value) { set(0, std::move(value)); }
  /// With as many axes as the first input has.
  void setImage(DraftValue value) { set(imageView(value, view(0).axes.size())); }

  /// A layer of one operand that works on each element: the result is seen as its operand is.
  void elementwise(std::string_view keyword, std::map<std::string, layers::Value, std::less<>> arguments = {});

  /// A label that no layer has yet, from the name of a weight or of the node; empty where both are mere numbers.
  std::string label(size_t weightInput);

  /// Memory for `count` elements that are computed while constants are folded; has its limit.
  void spendFolding(int64_t count);

private:
  DraftValue imageOf(View tensor);
  View imageView(DraftValue value, size_t rank) const;
  const std::string *inputName(size_t index) const;

  const ::onnx::NodeProto &proto;
  GraphState &state;
};

} // namespace evenstride::interchange::onnx
