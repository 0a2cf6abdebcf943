// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// canonicalize-exact: layers that change nothing go, bit for bit.
#include "passes/Passes.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace evenstride::passes {

#define GEN_PASS_DEF_CANONICALIZEEXACT
#include "passes/Passes.h.inc"

using namespace mlir;

namespace {

// True for layers that give their input back whatever it holds.
bool isIdentity(stride::CropOp op) { return op.getInput().getType() == op.getType(); }
bool isIdentity(stride::FlattenOp op) { return op.getInput().getType() == op.getType(); }
bool isIdentity(stride::GlobalAvgPoolOp op) { return op.getInput().getType() == op.getType(); }
bool isIdentity(stride::DropoutOp) { return true; }
bool isIdentity(stride::PixelShuffleOp op) { return op.getFactor() == 1; }
bool isIdentity(stride::PixelUnshuffleOp op) { return op.getFactor() == 1; }
bool isIdentity(stride::UpsampleOp op) { return op.getFactor() == ArrayRef<int64_t>{1, 1}; }
bool isIdentity(stride::SliceOp op) { return op.getInput().getType() == op.getType(); }
bool isIdentity(stride::PadOp op) { return op.getInput().getType() == op.getType(); }
bool isIdentity(stride::ChannelShuffleOp op) {
  return op.getGroups() == 1 || int64_t(op.getGroups()) == stride::shapeOf(op.getInput()).channels;
}

template <typename Pool> bool isUnitPool(Pool op) {
  auto all = [](ArrayRef<int64_t> numbers, int64_t value) {
    return llvm::all_of(numbers, [&](int64_t number) { return number == value; });
  };
  return all(op.getKernel(), 1) && all(op.getStride(), 1) && all(op.getPad(), 0);
}
bool isIdentity(stride::MaxPoolOp op) { return isUnitPool(op); }
bool isIdentity(stride::AvgPoolOp op) { return isUnitPool(op); }

// Values that are not below 0 (or NaN) pass through a ReLU; those of a ReLU6 through a ReLU6 as well.
bool isIdentity(stride::ReluOp op) {
  return isa_and_nonnull<stride::ReluOp, stride::Relu6Op>(op.getInput().getDefiningOp());
}
bool isIdentity(stride::Relu6Op op) { return isa_and_nonnull<stride::Relu6Op>(op.getInput().getDefiningOp()); }

template <typename Op> struct DropIdentity : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;
  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    if (!isIdentity(op))
      return failure();
    rewriter.replaceOp(op, op.getInput());
    return success();
  }
};

struct JoinCrops : OpRewritePattern<stride::CropOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(stride::CropOp op, PatternRewriter &rewriter) const override {
    auto inner = op.getInput().getDefiningOp<stride::CropOp>();
    if (!inner)
      return failure();
    rewriter.modifyOpInPlace(op, [&] {
      op.setTop(op.getTop() + inner.getTop());
      op.setLeft(op.getLeft() + inner.getLeft());
      op.setBottom(op.getBottom() + inner.getBottom());
      op.setRight(op.getRight() + inner.getRight());
      op.getInputMutable().assign(inner.getInput());
    });
    return success();
  }
};

struct JoinSlices : OpRewritePattern<stride::SliceOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(stride::SliceOp op, PatternRewriter &rewriter) const override {
    auto inner = op.getInput().getDefiningOp<stride::SliceOp>();
    if (!inner)
      return failure();
    int64_t first = inner.getChannels()[0];
    rewriter.modifyOpInPlace(op, [&] {
      op.setChannels({first + op.getChannels()[0], first + op.getChannels()[1]});
      op.getInputMutable().assign(inner.getInput());
    });
    return success();
  }
};

// A convolution pads with zeros itself. Not -0: its sign would be lost, and no result shows it, but the bits differ.
template <typename Op> struct PadWithWindow : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;
  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    auto pad = op.getInput().template getDefiningOp<stride::PadOp>();
    if (!pad || pad.getMode() != "constant" || !pad.getValue().isPosZero())
      return failure();
    const int64_t more[4] = {int64_t(pad.getTop()), int64_t(pad.getLeft()), int64_t(pad.getBottom()),
                             int64_t(pad.getRight())};
    SmallVector<int64_t, 4> sides(op.getPad());
    for (int side = 0; side < 4; ++side)
      sides[size_t(side)] += more[side];
    rewriter.modifyOpInPlace(op, [&] {
      op.setPad(sides);
      op.getInputMutable().assign(pad.getInput());
    });
    return success();
  }
};

// A dense layer reads an image in the order C, H, W anyway.
template <typename Op> struct ReadThroughFlatten : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;
  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    auto flatten = op.getInput().template getDefiningOp<stride::FlattenOp>();
    if (!flatten)
      return failure();
    rewriter.modifyOpInPlace(op, [&] { op.getInputMutable().assign(flatten.getInput()); });
    return success();
  }
};

struct CanonicalizeExact : impl::CanonicalizeExactBase<CanonicalizeExact> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<DropIdentity<stride::CropOp>, DropIdentity<stride::FlattenOp>, DropIdentity<stride::GlobalAvgPoolOp>,
                 DropIdentity<stride::PixelShuffleOp>, DropIdentity<stride::MaxPoolOp>, DropIdentity<stride::AvgPoolOp>,
                 DropIdentity<stride::ReluOp>, DropIdentity<stride::Relu6Op>, DropIdentity<stride::PixelUnshuffleOp>,
                 DropIdentity<stride::UpsampleOp>, DropIdentity<stride::SliceOp>, DropIdentity<stride::PadOp>,
                 DropIdentity<stride::DropoutOp>, DropIdentity<stride::ChannelShuffleOp>, JoinCrops, JoinSlices,
                 PadWithWindow<stride::ConvOp>, PadWithWindow<stride::DepthwiseConvOp>,
                 ReadThroughFlatten<stride::DenseOp>>(&getContext());
    if (failed(applyPatternsAndFoldGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace

} // namespace evenstride::passes
