// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A chain of kernels that run strip by strip: how many rows each computes in a turn, how far it stays behind the first
// one, and how many rows the buffers between them hold.
#pragma once

#include "passes/RowWindow.h"

#include "llvm/ADT/SmallVector.h"

namespace evenstride::passes {

/// Rows of an image, from the first to before the second.
struct Rows {
  int64_t begin = 0, end = 0;
  int64_t count() const { return end - begin; }
  bool operator==(const Rows &) const = default;
};

/// A kernel of a chain. In turn t it computes the rows [t * rows - lag, (t + 1) * rows - lag) of its output.
struct StripKernel {
  plan::KernelOp kernel;
  int64_t height = 0;                 // of the output
  int64_t rows = 0, lag = 0;          // a turn; by so many it is behind
  bool isClipped = false;             // touches a whole image, whose ends it must not pass
  int64_t firstTurn = 0, endTurn = 0; // in which rows of the image are computed

  Rows rowsIn(int64_t turn) const { return {turn * rows - lag, (turn + 1) * rows - lag}; }
};

/// A buffer that holds a strip instead of the image: `keep` rows that are read again, then those of the turn.
struct RollingBuffer {
  plan::BufferOp whole; // what it replaces
  size_t writer = 0;    // among the kernels
  int64_t keep = 0;
};

struct StripChain {
  llvm::SmallVector<StripKernel> kernels;
  llvm::SmallVector<RollingBuffer> buffers;
  int64_t turns = 0;

  int64_t rowsOf(const RollingBuffer &buffer) const { return buffer.keep + kernels[buffer.writer].rows; }
  /// The layout of the buffer with so many rows.
  plan::LayoutAttr layoutOf(const RollingBuffer &buffer) const;
  const RollingBuffer *rolling(mlir::Value buffer) const;
};

/// The chain of these kernels, which follow each other in the plan, with `rows` rows of the last one a turn. Nothing
/// where they do not form one: a kernel is not connected with those before it, strips are no whole rows somewhere, or
/// no buffer becomes smaller.
std::optional<StripChain> chainOf(llvm::ArrayRef<plan::KernelOp> kernels, int64_t rows);

} // namespace evenstride::passes
