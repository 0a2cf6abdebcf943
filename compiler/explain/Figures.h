// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Everything `explain` says about a network, as data: per layer, per input and in total. Text, JSON, dot and the page
// are made from this.
#pragma once

#include "explain/ReceptiveField.h"

#include <string>
#include <vector>

namespace evenstride::explain {

/// What a layer's result sees of one input of the network.
struct Sight {
  size_t input = 0; // index into Graph::inputs
  ReceptiveField field;
  geometry::FieldFigures rows, columns;
  bool constant = false; // every element depends on one and the same part, `whole` where that is all of it
  bool whole = false;
  Lines unread; // lines of the input on which no element depends
  int64_t unreadPixels = 0;
};

/// Lines of an operand that a layer does not read, whoever else may.
struct Skip {
  size_t operand = 0; // index into Node::operands
  Lines lines;
  int64_t pixels = 0;
  /// How many pixels of the network's first input these stand for, at the operand's step; 0 where it has none.
  double inputPixels = 0;
};

struct LayerFigures {
  const check::Node *node = nullptr;
  layers::Shape shape;
  std::vector<Sight> sights; // by input; inputs on which the layer does not depend are left out
  std::vector<Skip> skips;
  int64_t macs = 0, parameters = 0;
  int64_t activationBytes = 0; // of the result
  int64_t aliveBytes = 0;      // of all values that are needed while the layer runs or later
};

struct InputFigures {
  std::string name;
  layers::Shape shape;
  Lines unread; // lines on which no output depends
  int64_t unreadPixels = 0;
};

struct NetworkFigures {
  const check::Graph *graph = nullptr;
  std::vector<InputFigures> inputs;
  std::vector<LayerFigures> layers; // as Graph::nodes
  int64_t macs = 0, parameters = 0, activationBytes = 0;
  size_t peak = 0; // the layer with the most aliveBytes; 0 where there is no layer
};

/// The graph must outlive the figures.
NetworkFigures figuresOf(const check::Graph &graph);

/// What people call a value: the path of the layer that makes it, or the input's name.
const std::string &valueName(const check::Graph &graph, check::ValueId value);

/// Bytes of a value in memory without gaps.
int64_t bytesOf(const layers::Shape &shape);

} // namespace evenstride::explain
