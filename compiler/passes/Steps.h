// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Layers that work element by element, as steps of an epilogue.
#pragma once

#include "dialect/Plan.h"
#include "dialect/Stride.h"

namespace evenstride::passes {

/// A step without its operand: what a layer does to each element.
struct StepDraft {
  plan::StepKind kind;
  llvm::SmallVector<double, 2> numbers = {};
  plan::VectorAttr vector = {}; // of a channelwise step
};

/// The steps that a layer is, in their order; none for layers that do not work element by element.
llvm::SmallVector<StepDraft, 2> stepsOf(mlir::Operation *op);

} // namespace evenstride::passes
