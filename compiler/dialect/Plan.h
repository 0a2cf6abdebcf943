// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The `plan` dialect in C++: buffers with layouts, kernels over them.
#pragma once

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include <array>

#include "dialect/PlanDialect.h.inc"
#include "dialect/PlanEnums.h.inc"
#define GET_ATTRDEF_CLASSES
#include "dialect/PlanAttributes.h.inc"
#define GET_TYPEDEF_CLASSES
#include "dialect/PlanTypes.h.inc"
#define GET_OP_CLASSES
#include "dialect/PlanOps.h.inc"

namespace evenstride::layers {
struct Shape;
}

namespace evenstride::plan {

/// Buffers in the arena begin at multiples of this many bytes.
inline constexpr int64_t bufferAlignment = 64;

/// The layout and the name of a buffer, from the op that defines it.
LayoutAttr layoutOf(mlir::Value buffer);
mlir::StringRef nameOf(mlir::Value buffer);

/// Where a buffer lies: the input, output or arena buffer that it is a view of (or itself), and how many bytes into it.
struct Place {
  mlir::Value root;
  int64_t offset = 0;
};
Place placeOf(mlir::Value buffer);

/// The turns of plan.strips in which the op runs, as [first, end); null: all, or it stands outside of a loop.
mlir::DenseI64ArrayAttr turnsOf(mlir::Operation *op);

/// A window of one element, stride 1, no padding: what an absent `window` means.
WindowAttr unitWindow(mlir::MLIRContext *context);

/// Zeros around the input that a deconvolution reads: top, left, bottom, right.
std::array<int64_t, 4> transposedHalo(WindowAttr window, const layers::Shape &input, const layers::Shape &output);

/// Whether kernels of the family pack weights.
bool hasWeights(Family family);

} // namespace evenstride::plan
