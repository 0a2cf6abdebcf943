// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a planned network came to, in words and figures for people.
#pragma once

#include "emit/KernelSet.h"
#include "emit/Program.h"

namespace evenstride::emit {

/// One report per call; `kernels` by kernel of `numbers`.
std::vector<GroupReport> groupReports(const Program &program, const KernelNumbers &numbers,
                                      std::span<const kernels::KernelObject> kernels);

/// Adds to the reports of a program how else its kernels could be computed, for those who time them on a machine
/// of these costs.
void addAlternatives(const Program &program, const support::MachineCosts &costs, std::vector<GroupReport> &reports);

} // namespace evenstride::emit
