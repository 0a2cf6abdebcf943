// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/StripCost.h"

#include <cmath>
#include <numeric>

namespace evenstride::passes {

using namespace mlir;

namespace {

int64_t rowBytes(plan::LayoutAttr layout) {
  return layout.getBlocks() * layout.getBlock() * layout.getRowPitch() * layout.getElementBytes();
}

// A kernel computes while memory is on its way, but for what the processor does not see coming.
double overlapped(double cycles, double traffic) { return std::hypot(cycles, traffic); }

// What a call costs besides its work: a fork and a join, and tasks that do not end together.
constexpr double callCycles = 20e3;

} // namespace

int64_t rollingBytes(const StripChain &chain) {
  return std::accumulate(chain.buffers.begin(), chain.buffers.end(), int64_t(0),
                         [&](int64_t sum, const RollingBuffer &one) { return sum + chain.layoutOf(one).getBytes(); });
}

int64_t replacedBytes(const StripChain &chain) {
  return std::accumulate(chain.buffers.begin(), chain.buffers.end(), int64_t(0),
                         [](int64_t sum, const RollingBuffer &one) {
                           return sum + plan::layoutOf(plan::BufferOp(one.whole).getResult()).getBytes();
                         });
}

// Cycles for bytes that are written, or read again, when so many others were touched in between. What the second level
// of cache holds costs nothing here: kernels are estimated with their operands there. Of the third level a core counts
// on a part, because others use it too: on a busy Zen 4 with 32 MiB, strips with 3.4 MiB between the layers of espcn
// took 16 % off its time on 1024x1024, with 6 MiB 4 %, with 9 MiB nothing. Memory moves half as much again as is used:
// what is written is read before.
double StripCost::trafficCycles(double bytes, int64_t between) const {
  constexpr double moved = 1.5;
  if (between <= costs.secondLevel / 4 * 3)
    return 0;
  return between <= costs.thirdLevel / 8 ? bytes / costs.thirdLevelBytes : bytes * moved / costs.memoryBytes;
}

double StripCost::cyclesOf(plan::KernelOp kernel, int64_t rows) {
  auto [entry, isNew] = known.try_emplace({kernel, rows}, 0);
  if (isNew)
    entry->second = kernelCycles(kernel, rows);
  return entry->second;
}

double StripCost::apart(plan::KernelOp kernel) {
  int64_t bytes = 0;
  for (Value buffer : kernel->getOperands())
    bytes += plan::layoutOf(buffer).getBytes();
  const double cycles = cyclesOf(kernel, plan::layoutOf(kernel.getOutput()).getHeight());
  return overlapped(cycles, trafficCycles(double(bytes), bytes)) + callCycles;
}

// The way of a kernel's operands and of its result, all turns together.
double StripCost::trafficOf(const StripChain &chain, const StripKernel &one) const {
  plan::KernelOp kernel = one.kernel;
  const int64_t all = rollingBytes(chain);
  int64_t near = 0; // touched by the kernel itself in a turn
  for (Value buffer : kernel->getOperands())
    near += rowBytes(plan::layoutOf(buffer)) * one.rows;
  double cycles = 0;
  for (Value buffer : kernel->getOperands()) {
    plan::LayoutAttr layout = plan::layoutOf(buffer);
    const bool isStrip = chain.rolling(buffer); // else memory is on its way as without strips
    cycles += trafficCycles(double(layout.getBytes()), isStrip ? near : std::max(all, layout.getBytes()));
  }
  return cycles;
}

// Rows that stay are copied once a turn.
double StripCost::slideCycles(const StripChain &chain) const {
  constexpr double copiedBytes = 4; // a cycle
  double bytes = 0;
  for (const RollingBuffer &buffer : chain.buffers) {
    plan::LayoutAttr layout = plan::layoutOf(plan::BufferOp(buffer.whole).getResult());
    bytes += double(rowBytes(layout) * buffer.keep * chain.turns);
  }
  return bytes / copiedBytes;
}

double StripCost::together(const StripChain &chain) {
  double cycles = slideCycles(chain);
  for (const StripKernel &one : chain.kernels) {
    const auto turns = double(one.endTurn - one.firstTurn);
    cycles += overlapped(turns * cyclesOf(one.kernel, one.rows), trafficOf(chain, one)) + turns * callCycles;
  }
  return cycles;
}

double memoryPrice(int64_t bytes) {
  constexpr int64_t free = 32 << 20;
  constexpr double cyclesPerByte = 4; // that of writing and reading them a few times
  return bytes > free ? double(bytes) * cyclesPerByte : 0;
}

double imagePrice(Value buffer) {
  return buffer.getDefiningOp<plan::BufferOp>() ? memoryPrice(plan::layoutOf(buffer).getBytes()) : 0;
}

} // namespace evenstride::passes
