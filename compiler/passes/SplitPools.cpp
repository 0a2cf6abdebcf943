// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// split-pools: which convolutions leave the pool behind them to a kernel of its own.
#include "passes/SplitPools.h"

#include "passes/Layouts.h"
#include "passes/Passes.h"
#include "support/Target.h"

#include "mlir/IR/Builders.h"

namespace evenstride::passes {

#define GEN_PASS_DEF_SPLITPOOLS
#include "passes/Passes.h.inc"

using namespace mlir;

namespace {

/// A kernel of which the pool has been taken off, and the buffer in between.
struct SplitKernel {
  plan::BufferOp buffer;
  plan::KernelOp convolution, pool;
};

// Pixels that the pool's windows read: it has no padding, and its windows do not overlap.
int64_t pooledExtent(plan::KernelOp kernel, int axis) {
  plan::LayoutAttr output = plan::layoutOf(kernel.getOutput());
  return (axis == 0 ? output.getHeight() : output.getWidth()) * kernel.getPool()->getWindow().getStride()[axis];
}

plan::BufferOp makeBuffer(OpBuilder &builder, plan::KernelOp kernel, StringAttr name, int64_t vectorFloats) {
  const layers::Shape shape{plan::layoutOf(kernel.getOutput()).getChannels(), pooledExtent(kernel, 0),
                            pooledExtent(kernel, 1)};
  plan::LayoutAttr layout = arenaLayout(kernel.getContext(), shape, usualBlock(shape, vectorFloats), Halo{});
  return builder.create<plan::BufferOp>(kernel.getLoc(), plan::BufferType::get(kernel.getContext()), IntegerAttr(),
                                        name, layout);
}

// Both kernels in front of the one that they may replace.
SplitKernel split(plan::KernelOp kernel, int64_t vectorFloats) {
  OpBuilder builder(kernel);
  ArrayRef<Attribute> layers = kernel.getLayers().getValue();
  SplitKernel parts;
  parts.buffer = makeBuffer(builder, kernel, cast<StringAttr>(layers.drop_back().back()), vectorFloats);
  parts.convolution = cast<plan::KernelOp>(builder.clone(*kernel));
  parts.convolution.removePoolAttr();
  parts.convolution.setLayersAttr(builder.getArrayAttr(layers.drop_back()));
  parts.convolution.getOutputMutable().assign(parts.buffer.getResult());
  const plan::PoolAttr pool = *kernel.getPool();
  parts.pool = builder.create<plan::KernelOp>(
      kernel.getLoc(), plan::FamilyAttr::get(kernel.getContext(), plan::Family::MaxPool),
      ValueRange(parts.buffer.getResult()), kernel.getOutput(), pool.getWindow(), IntegerAttr(), UnitAttr(),
      DenseI64ArrayAttr(), FloatAttr(), DenseF64ArrayAttr(), IntegerAttr(), DenseF64ArrayAttr(),
      builder.getArrayAttr({}), plan::PoolAttr(), plan::WeightsAttr(), builder.getArrayAttr({}),
      builder.getArrayAttr({layers.back()}), IntegerAttr(), IntegerAttr(), DenseI64ArrayAttr());
  return parts;
}

void erase(SplitKernel &parts) {
  parts.pool.erase();
  parts.convolution.erase();
  parts.buffer.erase();
}

struct SplitPools : impl::SplitPoolsBase<SplitPools> {
  using SplitPoolsBase::SplitPoolsBase;
  SplitPools(KernelCycles cycles, const support::MachineCosts &costs) : cycles(std::move(cycles)), costs(costs) {}

  void runOnOperation() override {
    if (!cycles && !always)
      return;
    const support::Target *target = support::findTarget(getOperation().getTarget());
    for (plan::KernelOp kernel : llvm::make_early_inc_range(getOperation().getBody().getOps<plan::KernelOp>())) {
      if (!kernel.getPool() || !kernel.getPool()->getMax())
        continue;
      SplitKernel parts = split(kernel, target->vectorFloats);
      if (always || isFaster(parts, kernel))
        kernel.erase();
      else
        erase(parts);
    }
  }

  bool isFaster(SplitKernel parts, plan::KernelOp fused) const {
    constexpr double worthIt = 0.95; // of the estimate, for the memory that a buffer more takes
    StripCost cost(cycles, costs);
    const double apart = cost.apart(parts.convolution) + cost.apart(parts.pool) + imagePrice(parts.buffer.getResult());
    return apart < worthIt * cost.apart(fused);
  }

  KernelCycles cycles;
  support::MachineCosts costs;
};

} // namespace

std::unique_ptr<Pass> createSplitPools(KernelCycles cycles, const support::MachineCosts &costs) {
  return std::make_unique<SplitPools>(std::move(cycles), costs);
}

} // namespace evenstride::passes
