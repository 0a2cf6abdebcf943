// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Checked graphs made by hand or by chance, with weights and their values in double.
#pragma once

#include "check/Graph.h"

#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace evenstride::tests {

/// Builds a graph layer by layer, as the check would leave it.
class GraphMaker {
public:
  check::Graph graph;

  check::ValueId input(const std::string &name, const layers::Shape &shape);
  /// Adds a layer under the path "<keyword><count>"; parameters not given take their default. Nothing where the layer's
  /// shape rule refuses.
  std::optional<check::ValueId> add(std::string_view keyword, std::map<std::string, layers::Value> given,
                                    std::vector<check::ValueId> operands);
  void output(const std::string &name, check::ValueId value) { graph.outputs.push_back({name, value}); }
};

/// A small graph of layers of every kind, drawn with the seed; values may be read often, never, or be returned twice.
check::Graph randomGraph(unsigned seed);

/// Tensors by name: weights by "<path>.<suffix>".
using NamedTensors = std::map<std::string, std::vector<double>, std::less<>>;
NamedTensors randomWeights(const check::Graph &graph, unsigned seed);
layers::Tensor randomTensor(const layers::Shape &shape, std::mt19937 &random);

/// All values of the graph by the layers' reference, from those of its inputs.
std::vector<layers::Tensor> evaluate(const check::Graph &graph, const std::vector<layers::Tensor> &inputs,
                                     const NamedTensors &weights);

} // namespace evenstride::tests
