// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From a value per channel, row and column to the stores of a planar output, as vectors along the row.
#pragma once

#include "kernels/Epilogue.h"
#include "kernels/Tasks.h"

namespace evenstride::kernels {

/// A value func(x, y, channel).
struct RowValue {
  Halide::Func func;
  Halide::Var x{"x"}, y{"y"}, channel{"channel"};

  explicit RowValue(Halide::Func func) : func(std::move(func)) {}
  std::vector<Halide::Expr> args() const { return {x, y, channel}; }
};

struct RowOutput {
  Halide::Func output;
  Halide::Var level{"level"}; // the loop over vectors of a row: compute values at it
  int width = 1;              // floats of one vector
  int64_t tasks = 1;
};

/// The widest vector for rows of so many elements.
int rowVector(const KernelSpec &spec, int64_t width);

/// How rows that no whole number of vectors fills end: overlapping, but not in place, where what the last vector reads
/// again would already be a result.
Halide::TailStrategy rowTail(const KernelSpec &spec);

/// Defines and schedules the output of a spec without a fused pool.
RowOutput finishRows(const KernelSpec &spec, const Sources &sources, const RowValue &value, const Work &work);

} // namespace evenstride::kernels
