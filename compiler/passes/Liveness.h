// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// When buffers of a plan are alive, and whether their places in the arena respect it.
#pragma once

#include "dialect/Plan.h"

#include "llvm/ADT/DenseMap.h"

namespace evenstride::passes {

/// The steps (positions among the ops of the network) from the first to the last that touches the buffer or a view. A
/// loop over strips is one step.
struct Lifetime {
  int64_t first = 0, last = 0;
  bool overlaps(const Lifetime &other) const { return first <= other.last && other.first <= last; }
};

class Liveness {
public:
  explicit Liveness(plan::NetworkOp network);

  int64_t stepOf(mlir::Operation *op) const { return steps.lookup(op); }
  /// Of an input, output or arena buffer that some kernel touches.
  const Lifetime &of(mlir::Value root) const { return lifetimes.find(root)->second; }
  bool isUsed(mlir::Value root) const { return lifetimes.contains(root); }

private:
  void touch(mlir::Operation *op, int64_t step);

  llvm::DenseMap<mlir::Operation *, int64_t> steps;
  llvm::DenseMap<mlir::Value, Lifetime> lifetimes;
};

/// Checks that each arena buffer has a place inside the arena and that no two that are alive at once share a byte;
/// reports the first pair that does.
llvm::LogicalResult verifyArena(plan::NetworkOp network);

} // namespace evenstride::passes
