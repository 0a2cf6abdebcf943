// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One layer as the unroller found it: resolved, with its operands, about to become a node.
#pragma once

#include "check/Binding.h"
#include "check/Flow.h"

#include <string>
#include <vector>

namespace evenstride::check {

class WindowLedger;

struct LayerCall {
  const layers::LayerKind *kind = nullptr;
  const ast::Call *call = nullptr;             // null for an operator
  std::vector<const ast::Expr *> operandTexts; // null where an arrow brings it
  support::Span span;                          // the layer's text
  support::Span token;                         // its keyword or operator
  std::string path;
  std::vector<ValueId> operands;
  BoundCall bound = {};
};

/// Adds the layer to the network. Reports shapes that do not go together and goes on with the most likely one; the
/// tensor is unknown where there is none.
Tensor applyLayer(Flow &flow, LayerCall call, WindowLedger &ledger, Reporter &reporter);

/// Whether the shape rule has a result for the operands. Says what it has against them.
bool checkShape(const Flow &flow, const LayerCall &call, Reporter &reporter);

} // namespace evenstride::check
