// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Checked graph to `stride` IR.
#pragma once

#include "check/Graph.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace evenstride::build_ir {

/// A module with one stride.network, one op per node in the graph's order, each with the place and path of its layer as
/// location. Loads the dialect into the context. The graph must have passed the check.
mlir::OwningOpRef<mlir::ModuleOp> buildIR(const check::Graph &graph, mlir::MLIRContext &context);

} // namespace evenstride::build_ir
