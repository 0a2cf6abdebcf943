// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kernels/RowOutput.h"

namespace evenstride::kernels {

using Halide::TailStrategy;
using Halide::Var;

int rowVector(const KernelSpec &spec, int64_t width) {
  int vector = spec.target->vectorFloats;
  while (vector > width)
    vector /= 2;
  return vector;
}

TailStrategy rowTail(const KernelSpec &spec) {
  return spec.inPlaceOperand >= 0 ? TailStrategy::Predicate : TailStrategy::ShiftInwards;
}

RowOutput finishRows(const KernelSpec &spec, const Sources &sources, const RowValue &value, const Work &work) {
  RowOutput result;
  Var x("x"), y("y"), channel("channel"), column("column"), columnTile("column_tile"), rows("rows"), all("all");
  Halide::Func out = result.output = sources.func("output");
  out(x, y, channel) = applyEpilogue(spec, sources, value.func(x, y, channel), channel, x, y);

  result.width = rowVector(spec, spec.output.width);
  out.split(x, columnTile, column, result.width, rowTail(spec))
      .vectorize(column)
      .reorder(column, columnTile, y, channel)
      .fuse(columnTile, y, rows)
      .fuse(rows, channel, all)
      .never_partition_all();
  const int64_t vectors = (spec.output.width + result.width - 1) / result.width;
  const int64_t tiles = vectors * spec.output.height * spec.output.channels;
  result.level = intoTasks(out, all, tiles, work);
  result.tasks = taskCount(tiles, work);
  pinOutput(out, spec.output);
  return result;
}

} // namespace evenstride::kernels
