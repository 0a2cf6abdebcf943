// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The reference: the layers' plain loops in double over the graph, with the magnitudes that bound fp32's error.
#pragma once

#include "check/Graph.h"
#include "emit/Backend.h"
#include "layers/Tensor.h"

#include <map>
#include <optional>
#include <vector>

namespace evenstride::driver {

/// A value of the graph with what a bound on fp32's error of computing it needs: |fp32 - value| <= terms * 2^-24 *
/// magnitude, element by element, however sums are ordered and layers are fused.
struct Bounded {
  layers::Tensor value;
  layers::Tensor magnitude; // the same layers on absolute values: sum |x||w| + |b|
  double terms = 0;         // roundings along the way
};

/// Evaluates values of a graph. Values that are known (inputs, and what a compiled network was seen to compute) are
/// taken as they are; the rest is computed from them and kept.
class Reference {
public:
  /// Both must outlive the reference.
  Reference(const check::Graph &graph, const emit::WeightMap &weights) : graph(graph), weights(weights) {}

  /// Makes a value known; its own error counts for nothing.
  void know(check::ValueId value, layers::Tensor tensor);
  /// Forgets what was computed, but not what is known.
  void forgetComputed() { computed.clear(); }

  const Bounded &evaluate(check::ValueId value);
  /// The value as its layer computes it from its operands, known or not.
  Bounded compute(check::ValueId value);

private:
  layers::ReferenceWeights weightsOf(const check::Node &node) const;

  const check::Graph &graph;
  const emit::WeightMap &weights;
  std::map<check::ValueId, Bounded> known, computed;
};

} // namespace evenstride::driver
