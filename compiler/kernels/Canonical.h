// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rewrites a spec into an equivalent one that fewer and faster kernels serve: dense layers become convolutions, planes
// without gaps one long row, vectors of channels blocks. The buffers stay as they are; only their reading changes.
#pragma once

#include "kernels/KernelSpec.h"

namespace evenstride::kernels {

KernelSpec canonical(KernelSpec spec);

/// Whether rows of one block lie end to end, and that layout with one long row.
bool rowsFollowEachOther(const Layout &layout);
Layout oneRow(Layout layout);

/// Height and width of a value: of the output, or before the fused pool where there is one.
struct Extent {
  int64_t height = 0, width = 0;
  bool operator==(const Extent &) const = default;
};
Extent valueExtent(const KernelSpec &spec);

/// Whether an operand of the epilogue holds one number per channel rather than one per element.
bool isPerChannel(const Layout &operand, Extent value);

} // namespace evenstride::kernels
