// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Verifiers of plan.strips and what stands in it: turns that exist, and views that stay inside their buffers.
#include "dialect/Plan.h"

using namespace mlir;

namespace evenstride::plan {

namespace {

bool areTurns(ArrayRef<int64_t> turns, int64_t count) {
  return turns.size() == 2 && 0 <= turns[0] && turns[0] < turns[1] && turns[1] <= count;
}

// Whether the last turn of a user finds the buffer inside of what it is a view of.
LogicalResult judgeAdvance(Operation *user, Value buffer, int64_t turns) {
  auto view = buffer.getDefiningOp<ViewOp>();
  if (!view || !view.getAdvance())
    return success();
  int64_t end = int64_t(view.getOffset()) + int64_t(*view.getAdvance()) * (turns - 1) + view.getLayout().getBytes();
  int64_t available = layoutOf(view.getSource()).getBytes();
  if (int64_t(*view.getAdvance()) > 0 && end <= available)
    return success();
  return user->emitOpError() << "reaches byte " << end << " of a buffer of " << available << " in its last turn";
}

} // namespace

DenseI64ArrayAttr turnsOf(Operation *op) { return op->getAttrOfType<DenseI64ArrayAttr>("turns"); }

LogicalResult SlideOp::verify() {
  int64_t by = int64_t(getBy());
  LayoutAttr layout = layoutOf(getBuffer());
  if (layout.getHaloTop() || layout.getHaloBottom())
    return emitOpError("moves rows of a buffer with a halo above or below");
  if (by > 0 && by < layout.getHeight())
    return success();
  return emitOpError() << "moves " << layout.getHeight() << " rows up by " << by;
}

LogicalResult StripsOp::verifyRegions() {
  for (Operation &op : getBody().front()) {
    if (!isa<ViewOp, KernelOp, ClearOp, SlideOp>(op))
      return op.emitOpError("does not belong in plan.strips");
    if (isa<ViewOp>(op))
      continue;
    int64_t count = int64_t(getCount());
    if (DenseI64ArrayAttr turns = turnsOf(&op)) {
      if (!areTurns(turns.asArrayRef(), count))
        return op.emitOpError() << "runs in turns that a loop of " << count << " does not have";
      count = turns[1] - turns[0];
    }
    for (Value buffer : op.getOperands())
      if (failed(judgeAdvance(&op, buffer, count)))
        return failure();
  }
  return success();
}

} // namespace evenstride::plan
