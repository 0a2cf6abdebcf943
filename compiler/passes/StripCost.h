// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What kernels cost one by one and in strips: their arithmetic, and the way of activations through caches and memory.
#pragma once

#include "passes/StripChain.h"
#include "support/MachineCosts.h"

#include <functional>
#include <map>

namespace evenstride::passes {

/// Estimated cycles of one core for so many rows of a kernel's output, with all that it reads at hand.
using KernelCycles = std::function<double(plan::KernelOp kernel, int64_t rows)>;

/// How strips are chosen.
struct StripChoice {
  KernelCycles cycles = {}; // by this model; empty: none are formed
  support::MachineCosts costs = {};
  int64_t rows = 0; // above 0: so many rows of the first kernel wherever that is possible
  bool isMade() const { return cycles || rows > 0; }
};

class StripCost {
public:
  StripCost(KernelCycles cycles, const support::MachineCosts &costs) : kernelCycles(std::move(cycles)), costs(costs) {}

  /// Of a kernel on whole images.
  double apart(plan::KernelOp kernel);
  double together(const StripChain &chain);

private:
  double cyclesOf(plan::KernelOp kernel, int64_t rows);
  double trafficCycles(double bytes, int64_t between) const;
  double trafficOf(const StripChain &chain, const StripKernel &one) const;
  double slideCycles(const StripChain &chain) const;

  KernelCycles kernelCycles;
  support::MachineCosts costs;
  std::map<std::pair<mlir::Operation *, int64_t>, double> known;
};

/// What so much of the arena at once is to be counted as, in cycles, besides its way to memory: nothing but for tens of
/// megabytes, without which a network fits into memory where it could not run at all.
double memoryPrice(int64_t bytes);
/// Of a whole image; nothing of memory of the user.
double imagePrice(mlir::Value buffer);

/// Bytes of the buffers of the chain, as it is and with whole images in their place.
int64_t rollingBytes(const StripChain &chain);
int64_t replacedBytes(const StripChain &chain);

} // namespace evenstride::passes
