// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// fold-batch-norm: a normalisation becomes part of the weights of the layer before it.
#include "passes/Passes.h"

#include "llvm/ADT/TypeSwitch.h"

namespace evenstride::passes {

#define GEN_PASS_DEF_FOLDBATCHNORM
#include "passes/Passes.h.inc"

using namespace mlir;

namespace {

// The layer that takes the normalisation in; nobody else may read what it gives.
bool fold(stride::BatchNormOp norm) {
  Operation *layer = norm.getInput().getDefiningOp();
  if (!layer || !norm.getInput().hasOneUse())
    return false;
  auto folded = stride::NormAttr::get(norm.getContext(), norm.getPathAttr(), norm.getEpsilonAttr());
  auto take = [&](auto op) {
    if (op.getFoldedNorm())
      return false;
    op.setFoldedNormAttr(folded);
    op->setLoc(FusedLoc::get(op.getContext(), {op.getLoc(), norm.getLoc()}));
    return true;
  };
  return llvm::TypeSwitch<Operation *, bool>(layer)
      .Case<stride::ConvOp, stride::DeconvOp, stride::DepthwiseConvOp, stride::DenseOp>(take)
      .Default([](Operation *) { return false; });
}

struct FoldBatchNorm : impl::FoldBatchNormBase<FoldBatchNorm> {
  void runOnOperation() override {
    for (auto norm : llvm::make_early_inc_range(getOperation().getBody().getOps<stride::BatchNormOp>())) {
      if (!fold(norm))
        continue;
      norm.replaceAllUsesWith(norm.getInput());
      norm.erase();
    }
  }
};

} // namespace

} // namespace evenstride::passes
