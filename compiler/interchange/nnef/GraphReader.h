// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Walks the operations of an NNEF graph and collects what cannot be imported.
#pragma once

#include "interchange/Refusals.h"
#include "interchange/nnef/Operations.h"

namespace evenstride::interchange::nnef {

class GraphReader {
public:
  GraphReader(const Graph &graph, Progress &progress) : graph(graph), progress(progress) {}

  /// Fills the draft; what was reported makes it unfit.
  void read(diagnostics::Sink &sink);

private:
  void readOperation(const Operation &operation);
  /// Whether an import gave all results that are named.
  void checkResults(const Operation &operation) const;
  /// Of no type: one that brings a tensor in.
  void importOperation(const Operation &operation, const OperationType *type, Faults &faults);
  void declare(const Operation &operation, Faults &faults);
  void addInput(const Operation &operation, const Call &call);
  /// Whether all tensors that an expression names are there, and known.
  bool isReady(const Operation &operation, const Expression &expression);
  bool define(const Operation &operation, const Name &name);
  void readOutput(const Name &output);

  const Graph &graph;
  Progress &progress;
  Refusals refusals;
  std::map<DraftValue, int64_t> inputPlaces; // among the parameters of the graph
};

} // namespace evenstride::interchange::nnef
