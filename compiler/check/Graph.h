// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The network after names are resolved, blocks and repeats unrolled and every size proven. What all later phases read.
#pragma once

#include "layers/Layer.h"
#include "support/SourceFile.h"

#include <map>
#include <string>
#include <vector>

namespace evenstride::check {

using ValueId = int32_t;

/// A tensor [C, H, W] that flows between layers.
struct Value {
  layers::Shape shape;
  int32_t producer = -1; // index into Graph::nodes; -1: a network input
};

/// One layer of the unrolled network.
struct Node {
  const layers::LayerKind *kind = nullptr;
  std::string path; // "fire2.conv1": unique; weights are `<path>.<suffix>`
  layers::Arguments arguments;
  std::vector<ValueId> operands;
  ValueId result = -1;
  support::Span span; // the layer's text
};

/// How an input lies in the caller's memory. In the graph it is a tensor of numbers like any other.
struct InputFormat {
  bool bytes = false;       // u8, from 0 to 255, and not f32
  bool interleaved = false; // [H, W, C] and not [C, H, W]

  bool operator==(const InputFormat &) const = default;
};

struct NetworkInput {
  std::string name;
  ValueId value = -1;
  InputFormat format = {};
};
struct NetworkOutput {
  std::string name;
  ValueId value = -1;
};

/// What a `require` bounds: the first two are known to the check, the others to the back half.
enum class Figure { Macs, Params, Arena, Weights };
struct Budget {
  Figure figure = Figure::Macs;
  int64_t limit = 0; // bytes for Arena and Weights
  support::Span span;
};

/// A value where the text gives it a name or passes it on: an input, a `let`, a parameter in one call of its block, and
/// what a call of a block or a repeat gives. Layers know their places themselves. For those who show values in the
/// text.
struct Mention {
  support::Span span;
  ValueId value = -1;
};

/// A size with a name, and the value at which the graph was made: of one that nobody set, the first of its range.
struct GraphSize {
  std::string name;
  int64_t value = 1;
  bool isSet = false; // or has but one value
  int64_t first = 1, step = 1, last = 1;
};

/// Nodes are in topological order; a node's operands come before it.
struct Graph {
  std::string name;
  std::vector<NetworkInput> inputs;
  std::vector<NetworkOutput> outputs;
  std::vector<GraphSize> sizes; // with a name
  std::vector<Value> values;
  /// Shapes of values that depend on a named size without a value: "[64, (H - 1)/2, W]".
  std::map<ValueId, std::string> formulas;
  std::vector<Node> nodes;
  std::vector<Budget> budgets;
  std::vector<Mention> mentions; // every copy of a place, in the order of the unrolling

  const layers::Shape &shapeOf(ValueId value) const { return values[size_t(value)].shape; }
  /// "[64, 56, 56]", or its formula.
  std::string shapeText(ValueId value) const;
  /// Does nothing for a value that is not known (-1).
  void mention(support::Span span, ValueId value) {
    if (value >= 0)
      mentions.push_back({span, value});
  }
  /// Shapes of a node's operands, in order.
  std::vector<layers::Shape> operandShapes(const Node &node) const;
  std::vector<layers::WeightSpec> weightsOf(const Node &node) const;
  int64_t macsOf(const Node &node) const;
  /// Numbers in its weights.
  int64_t paramsOf(const Node &node) const;
};

} // namespace evenstride::check
