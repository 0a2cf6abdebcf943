// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// plan-memory: operands that may be overwritten, halos to be zeroed, and offsets in the arena.
#include "passes/Liveness.h"
#include "passes/Passes.h"

#include "mlir/IR/Builders.h"
#include "llvm/Support/MathExtras.h"

namespace evenstride::passes {

#define GEN_PASS_DEF_PLANMEMORY
#include "passes/Passes.h.inc"

using namespace mlir;

namespace {

//===- Overwriting operands -------------------------------------------------------------------------------------===//

// Whether kernels of the family write each element after reading that element alone from all operands.
bool isPixelwise(plan::KernelOp kernel) { return kernel.getFamily() == plan::Family::Elementwise; }

// Whether the kernel may write its result over that operand: the same layout, memory that nobody else reads from here
// on, and no other operand in the same buffer, whose elements would be lost before they are read.
bool mayOverwrite(plan::KernelOp kernel, unsigned index, const Liveness &liveness) {
  Value operand = kernel.getInputs()[index], output = kernel.getOutput();
  if (!operand.getDefiningOp<plan::BufferOp>() || !output.getDefiningOp<plan::BufferOp>())
    return false;
  int64_t step = liveness.stepOf(kernel);
  if (plan::layoutOf(operand) != plan::layoutOf(output) || liveness.of(operand).last != step ||
      liveness.of(output).first != step)
    return false;
  return llvm::all_of(llvm::enumerate(kernel.getInputs()), [&](auto other) {
    return other.index() == index || plan::placeOf(other.value()).root != operand;
  });
}

std::optional<unsigned> overwritable(plan::KernelOp kernel, const Liveness &liveness) {
  if (kernel.getPool())
    return std::nullopt;
  for (unsigned index = isPixelwise(kernel) ? 0 : 1; index < kernel.getInputs().size(); ++index)
    if (mayOverwrite(kernel, index, liveness))
      return index;
  return std::nullopt;
}

// Goes backwards: joining a buffer with an operand then only prolongs lifetimes at steps already passed.
void overwriteOperands(plan::NetworkOp network) {
  Liveness liveness(network);
  SmallVector<plan::KernelOp> kernels(network.getBody().getOps<plan::KernelOp>());
  for (plan::KernelOp kernel : llvm::reverse(kernels)) {
    std::optional<unsigned> index = overwritable(kernel, liveness);
    if (!index)
      continue;
    auto old = kernel.getOutput().getDefiningOp<plan::BufferOp>();
    kernel.setInPlace(*index);
    old.getResult().replaceAllUsesWith(kernel.getInputs()[*index]);
    old.erase();
  }
}

//===- Halos ----------------------------------------------------------------------------------------------------===//

// Before the first op of the network that writes there, which may be a loop. What is cleared as a whole needs no more.
void zeroHalos(plan::NetworkOp network) {
  llvm::DenseSet<Value> zeroed;
  for (plan::ClearOp clear : network.getBody().getOps<plan::ClearOp>())
    zeroed.insert(clear.getBuffer());
  SmallVector<plan::KernelOp> kernels;
  network.walk([&](plan::KernelOp kernel) { kernels.push_back(kernel); });
  for (plan::KernelOp kernel : kernels) {
    Value root = plan::placeOf(kernel.getOutput()).root;
    if (!root.getDefiningOp<plan::BufferOp>() || !plan::layoutOf(root).hasHalo() || !zeroed.insert(root).second)
      continue;
    Operation *first = network.getBody().front().findAncestorOpInBlock(*kernel);
    OpBuilder(first).create<plan::ZeroHaloOp>(root.getLoc(), root);
  }
}

//===- Places ---------------------------------------------------------------------------------------------------===//

struct Placed {
  plan::BufferOp buffer;
  Lifetime lifetime;
  int64_t size = 0, offset = 0;
};

// The lowest offset at which the buffer overlaps none of those in its way.
int64_t lowestGap(int64_t size, SmallVector<const Placed *> &inTheWay) {
  llvm::sort(inTheWay, [](const Placed *a, const Placed *b) { return a->offset < b->offset; });
  int64_t offset = 0;
  for (const Placed *other : inTheWay) {
    if (offset + size <= other->offset)
      break;
    offset = std::max(offset, other->offset + other->size);
  }
  return offset;
}

// The largest first: a small buffer finds a gap later, a large one does not.
int64_t place(plan::NetworkOp network) {
  Liveness liveness(network);
  SmallVector<Placed> buffers;
  for (plan::BufferOp buffer : network.getBody().getOps<plan::BufferOp>()) {
    Lifetime lifetime = liveness.isUsed(buffer.getResult()) ? liveness.of(buffer.getResult()) : Lifetime();
    int64_t size = int64_t(llvm::alignTo(uint64_t(buffer.getLayout().getBytes()), plan::bufferAlignment));
    buffers.push_back({buffer, lifetime, size});
  }
  llvm::stable_sort(buffers, [](const Placed &a, const Placed &b) { return a.size > b.size; });
  int64_t end = 0;
  for (auto [index, placed] : llvm::enumerate(buffers)) {
    SmallVector<const Placed *> inTheWay;
    for (const Placed &other : ArrayRef(buffers).take_front(index))
      if (other.lifetime.overlaps(placed.lifetime))
        inTheWay.push_back(&other);
    placed.offset = lowestGap(placed.size, inTheWay);
    placed.buffer.setOffset(placed.offset);
    end = std::max(end, placed.offset + placed.size);
  }
  return end;
}

struct PlanMemory : impl::PlanMemoryBase<PlanMemory> {
  void runOnOperation() override {
    overwriteOperands(getOperation());
    zeroHalos(getOperation());
    getOperation().setArenaBytes(place(getOperation()));
    if (failed(verifyArena(getOperation())))
      signalPassFailure();
  }
};

} // namespace

} // namespace evenstride::passes
