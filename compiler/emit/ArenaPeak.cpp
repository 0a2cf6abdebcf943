// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sums up the buffers that are alive at each step.
#include "emit/ArenaPeak.h"

#include "emit/StripsReport.h"
#include "passes/Liveness.h"

#include <algorithm>
#include <map>

namespace evenstride::emit {

using namespace mlir;

namespace {

struct LiveBuffer {
  plan::BufferOp buffer;
  passes::Lifetime lifetime;
};

std::vector<LiveBuffer> liveBuffers(plan::NetworkOp network, const passes::Liveness &liveness) {
  std::vector<LiveBuffer> buffers;
  for (plan::BufferOp buffer : network.getBody().getOps<plan::BufferOp>())
    if (liveness.isUsed(buffer.getResult()))
      buffers.push_back({buffer, liveness.of(buffer.getResult())});
  return buffers;
}

int64_t bytesOf(plan::BufferOp buffer) { return int64_t(buffer.getLayout().getBytes()); }

/// The first step with the most bytes alive.
int64_t busiestStep(const std::vector<LiveBuffer> &buffers) {
  std::map<int64_t, int64_t> changes;
  for (const LiveBuffer &each : buffers) {
    changes[each.lifetime.first] += bytesOf(each.buffer);
    changes[each.lifetime.last + 1] -= bytesOf(each.buffer);
  }
  int64_t alive = 0, most = 0, busiest = 0;
  for (auto [step, change] : changes)
    if ((alive += change) > most) {
      most = alive;
      busiest = step;
    }
  return busiest;
}

std::string titleOf(Operation *op) {
  if (auto kernel = dyn_cast<plan::KernelOp>(op))
    return groupTitle(kernel);
  const StripsReport strips = stripsReport(cast<plan::StripsOp>(op));
  return strips.first + " to " + strips.last + " in strips";
}

} // namespace

ArenaPeak arenaPeak(plan::NetworkOp network) {
  const passes::Liveness liveness(network);
  const std::vector<LiveBuffer> buffers = liveBuffers(network, liveness);
  const int64_t busiest = busiestStep(buffers);
  ArenaPeak peak;
  for (Operation &op : network.getBody().front())
    if (isa<plan::KernelOp, plan::StripsOp>(op) && liveness.stepOf(&op) >= busiest) {
      peak.group = titleOf(&op); // the step itself may zero a halo for this one
      break;
    }
  for (const LiveBuffer &each : buffers)
    if (each.lifetime.first <= busiest && busiest <= each.lifetime.last)
      peak.alive.push_back({plan::BufferOp(each.buffer).getName().str(), bytesOf(each.buffer)});
  std::ranges::stable_sort(peak.alive, std::ranges::greater(), &ArenaTensor::bytes);
  return peak;
}

} // namespace evenstride::emit
