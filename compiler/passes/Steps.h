// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Layers that work element by element, as steps of an epilogue.
#pragma once

#include "dialect/Plan.h"
#include "dialect/Stride.h"

#include <optional>

namespace evenstride::passes {

/// A step without its operand: what a layer does to each element.
struct StepDraft {
  plan::StepKind kind;
  llvm::SmallVector<double, 2> numbers = {};
};

/// The step that a layer is; nothing for layers that do not work element by element.
std::optional<StepDraft> stepOf(mlir::Operation *op);

} // namespace evenstride::passes
