// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/StripChain.h"

#include "passes/Layouts.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/Support/MathExtras.h"

namespace evenstride::passes {

using namespace mlir;

namespace {

int64_t ceilDivide(int64_t a, int64_t b) { return llvm::divideCeilSigned(a, b); }
int64_t floorDivide(int64_t a, int64_t b) { return llvm::divideFloorSigned(a, b); }

class ChainBuilder {
public:
  explicit ChainBuilder(ArrayRef<plan::KernelOp> ops) : ops(ops) {
    for (auto [index, op] : llvm::enumerate(ops)) {
      Value output = plan::KernelOp(op).getOutput();
      writers[output] = index;
      writtenRoots.insert(plan::placeOf(output).root);
    }
  }

  std::optional<StripChain> build(int64_t rows) {
    for (size_t index = 0; index < ops.size(); ++index)
      if (!addKernel(index, rows))
        return std::nullopt;
    for (size_t index = 0; index < ops.size(); ++index)
      if (isRolling(index))
        chain.buffers.push_back({outputOf(index).getDefiningOp<plan::BufferOp>(), index, keepOf(index)});
    if (chain.buffers.empty())
      return std::nullopt;
    for (StripKernel &kernel : chain.kernels) {
      kernel.isClipped = touchesImage(kernel.kernel);
      kernel.firstTurn = std::max<int64_t>(floorDivide(kernel.lag, kernel.rows), 0);
      kernel.endTurn = ceilDivide(kernel.height + kernel.lag, kernel.rows);
      chain.turns = std::max(chain.turns, kernel.endTurn);
    }
    return std::move(chain);
  }

private:
  Value outputOf(size_t index) const { return plan::KernelOp(ops[index]).getOutput(); }

  // The kernel of the chain that writes the operand before; nothing where it comes from outside.
  std::optional<size_t> writerOf(Value operand, size_t reader) const {
    auto found = writers.find(operand);
    return found != writers.end() && found->second < reader ? std::optional(found->second) : std::nullopt;
  }

  // Memory that the chain writes through one view and reads through another moves on in some other way.
  bool isMixed(Value operand, size_t reader) const {
    return !writerOf(operand, reader) && writtenRoots.contains(plan::placeOf(operand).root);
  }

  bool addKernel(size_t index, int64_t firstRows) {
    plan::KernelOp op = ops[index];
    StripKernel kernel{.kernel = op, .height = plan::layoutOf(op.getOutput()).getHeight()};
    if (index == 0)
      kernel.rows = firstRows;
    for (auto [number, operand] : llvm::enumerate(op.getInputs())) {
      if (isMixed(operand, index))
        return false;
      if (std::optional<size_t> writer = writerOf(operand, index))
        if (!follow(kernel, unsigned(number), chain.kernels[*writer]))
          return false;
    }
    kernel.lag = ceilDivide(kernel.lag, rowFactor(op)) * rowFactor(op);
    constexpr int64_t fewestTurns = 2;
    if (kernel.rows == 0 || kernel.rows % rowFactor(op) != 0 || kernel.height < fewestTurns * kernel.rows)
      return false;
    chain.kernels.push_back(kernel);
    return true;
  }

  static int64_t rowFactor(plan::KernelOp op) {
    std::optional<RowWindow> window = rowWindowOf(op, 0);
    return window ? window->factor : 1;
  }

  // Takes over the pace of what the kernel reads, and keeps behind it as far as its window reaches.
  static bool follow(StripKernel &kernel, unsigned operand, const StripKernel &writer) {
    std::optional<RowWindow> window = rowWindowOf(kernel.kernel, operand);
    if (!window || writer.rows % window->stride != 0)
      return false;
    int64_t rows = writer.rows / window->stride * window->factor;
    if (kernel.rows != 0 && kernel.rows != rows)
      return false;
    kernel.rows = rows;
    int64_t behind = ceilDivide(window->reach - window->stride + writer.lag - window->pad, window->stride);
    kernel.lag = std::max(kernel.lag, behind * window->factor);
    return true;
  }

  // Whether nobody but later kernels of the chain reads what the kernel writes.
  bool isRolling(size_t index) const {
    Value output = outputOf(index);
    return output.getDefiningOp<plan::BufferOp>() && !output.hasOneUse() &&
           llvm::all_of(output.getUsers(),
                        [&](Operation *user) { return llvm::is_contained(ops, dyn_cast<plan::KernelOp>(user)); });
  }

  int64_t keepOf(size_t index) const {
    int64_t keep = 0;
    for (OpOperand &use : outputOf(index).getUses()) {
      auto *reader = llvm::find(ops, cast<plan::KernelOp>(use.getOwner()));
      if (size_t(reader - ops.begin()) == index)
        continue;
      const StripKernel &kernel = chain.kernels[size_t(reader - ops.begin())];
      int64_t first = rowWindowOf(kernel.kernel, use.getOperandNumber())->first(-kernel.lag);
      keep = std::max(keep, -chain.kernels[index].lag - first);
    }
    return keep;
  }

  bool touchesImage(plan::KernelOp op) const {
    auto isImage = [&](Value buffer) { return !chain.rolling(buffer); };
    for (auto [number, operand] : llvm::enumerate(op.getInputs()))
      if (rowWindowOf(op, unsigned(number)) && isImage(operand))
        return true;
    return isImage(op.getOutput());
  }

  ArrayRef<plan::KernelOp> ops;
  llvm::DenseMap<Value, size_t> writers;
  llvm::DenseSet<Value> writtenRoots;
  StripChain chain;
};

} // namespace

const RollingBuffer *StripChain::rolling(Value buffer) const {
  auto *found =
      llvm::find_if(buffers, [&](const RollingBuffer &one) { return plan::BufferOp(one.whole).getResult() == buffer; });
  return found == buffers.end() ? nullptr : found;
}

plan::LayoutAttr StripChain::layoutOf(const RollingBuffer &buffer) const {
  plan::LayoutAttr whole = plan::layoutOf(plan::BufferOp(buffer.whole).getResult());
  layers::Shape shape{whole.getChannels(), rowsOf(buffer), whole.getWidth()};
  return arenaLayout(whole.getContext(), shape, whole.getBlock(), {0, whole.getHaloLeft(), 0, whole.getHaloRight()});
}

std::optional<StripChain> chainOf(ArrayRef<plan::KernelOp> kernels, int64_t rows) {
  return ChainBuilder(kernels).build(rows);
}

} // namespace evenstride::passes
