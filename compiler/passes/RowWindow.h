// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which rows of an operand a kernel reads for some rows of its output: the one place that knows how kernels are cut
// into strips of rows.
#pragma once

#include "dialect/Plan.h"

#include <optional>

namespace evenstride::passes {

struct RowWindow {
  int64_t stride = 1, reach = 1, pad = 0; // rows from window to window, of a window, and of padding above
  int64_t factor = 1;                     // rows of the output that one row gives; then stride and reach are 1

  /// The first row that is read for rows from `row` on; negative in the padding.
  int64_t first(int64_t row) const { return row / factor * stride - pad; }
  /// How many rows are read for so many.
  int64_t count(int64_t rows) const { return (rows / factor - 1) * stride + reach; }
};

/// Whether a kernel for some of the rows computes the same as one for all: it reads no row by its number, and pads
/// above and below with zeros alone.
bool worksInStrips(plan::KernelOp kernel);

/// Of an operand of such a kernel; nothing where the operand is one number per channel.
std::optional<RowWindow> rowWindowOf(plan::KernelOp kernel, unsigned operand);

} // namespace evenstride::passes
