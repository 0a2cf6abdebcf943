// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Lifetimes of buffers, and the check of a memory plan against them.
#include "passes/Liveness.h"

namespace evenstride::passes {

using namespace mlir;

void Liveness::touch(Operation *op, int64_t step) {
  if (!isa<plan::KernelOp, plan::ZeroHaloOp, plan::ClearOp, plan::SlideOp>(op))
    return;
  for (Value operand : op->getOperands()) {
    Value root = plan::placeOf(operand).root;
    lifetimes.try_emplace(root, Lifetime{step, step}).first->second.last = step;
  }
}

Liveness::Liveness(plan::NetworkOp network) {
  int64_t step = 0;
  for (Operation &op : network.getBody().front()) {
    steps[&op] = step;
    op.walk([&](Operation *inner) { touch(inner, step); });
    ++step;
  }
}

LogicalResult verifyArena(plan::NetworkOp network) {
  Liveness liveness(network);
  SmallVector<plan::BufferOp> placed;
  for (plan::BufferOp buffer : network.getBody().getOps<plan::BufferOp>()) {
    if (!buffer.getOffset() || !network.getArenaBytes())
      return buffer.emitOpError("has no place in the arena");
    if (!liveness.isUsed(buffer.getResult()))
      continue;
    int64_t begin = int64_t(*buffer.getOffset()), end = begin + buffer.getLayout().getBytes();
    if (end > int64_t(*network.getArenaBytes()))
      return buffer.emitOpError() << "ends at byte " << end << " of an arena of " << *network.getArenaBytes();
    for (plan::BufferOp other : placed) {
      int64_t otherBegin = int64_t(*other.getOffset()), otherEnd = otherBegin + other.getLayout().getBytes();
      if (begin < otherEnd && otherBegin < end &&
          liveness.of(buffer.getResult()).overlaps(liveness.of(other.getResult())))
        return buffer.emitOpError() << "shares bytes with '" << other.getName() << "' while both are alive";
    }
    placed.push_back(buffer);
  }
  return success();
}

} // namespace evenstride::passes
