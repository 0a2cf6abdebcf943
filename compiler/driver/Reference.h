// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The reference: the layers' plain loops in double over the graph, with the magnitudes that bound fp32's error.
#pragma once

#include "check/Graph.h"
#include "emit/Backend.h"
#include "layers/Tensor.h"

#include <map>
#include <vector>

namespace evenstride::driver {

/// A value of the graph with what a bound on fp32's error of computing it needs: |fp32 - value| <= terms * 2^-24 *
/// magnitude, element by element, however sums are ordered and layers are fused.
struct Bounded {
  layers::Tensor value;
  layers::Tensor magnitude; // the same layers on absolute values: sum |x||w| + |b|
  double terms = 0;         // roundings along the way
};

/// Bounds values of a graph. Values that are known (inputs, and what a compiled network was seen to compute) are taken
/// as they are, their own error counting for nothing; the rest is computed from them.
class Reference {
public:
  /// Both must outlive the reference.
  Reference(const check::Graph &graph, const emit::WeightMap &weights) : graph(graph), weights(weights) {}

  void know(check::ValueId value, layers::Tensor tensor);

  /// The value as its layer computes it from its operands, even if it is known.
  Bounded compute(check::ValueId value, emit::Summation summation = emit::Summation::Plain) const;

private:
  const check::Graph &graph;
  const emit::WeightMap &weights;
  std::map<check::ValueId, layers::Tensor> known;
};

/// The outputs of the whole graph, in double, for these inputs (in the graph's order).
std::vector<layers::Tensor> evaluate(const check::Graph &graph, const emit::WeightMap &weights,
                                     std::vector<layers::Tensor> inputs);

} // namespace evenstride::driver
