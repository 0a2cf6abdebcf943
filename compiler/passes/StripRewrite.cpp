// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From a chain to plan.strips: the rolling buffers, and for each kernel views of its rows, kernels for whole strips and
// for those that the image cuts off, and what keeps the rows around a strip right.
#include "passes/StripRewrite.h"

#include "mlir/IR/Builders.h"

namespace evenstride::passes {

using namespace mlir;
using plan::LayoutAttr;

namespace {

/// Turns [first, end) in which a kernel computes `rows`, those of the first of them.
struct Part {
  int64_t first = 0, end = 0;
  Rows rows;
};

// In vain outside of the image where that does no harm, else cut off: then a first or last strip has a kernel of its
// own.
SmallVector<Part> partsOf(const StripKernel &kernel) {
  Part all{kernel.firstTurn, kernel.endTurn, kernel.rowsIn(kernel.firstTurn)};
  if (!kernel.isClipped)
    return {all};
  SmallVector<Part> parts;
  for (int64_t turn : {all.first, all.end - 1}) {
    Rows rows = kernel.rowsIn(turn);
    Rows inside{std::max<int64_t>(rows.begin, 0), std::min(rows.end, kernel.height)};
    if (inside == rows)
      continue;
    parts.push_back({turn, turn + 1, inside});
    turn == all.first ? ++all.first : --all.end;
  }
  all.rows = kernel.rowsIn(all.first);
  if (all.first < all.end)
    parts.insert(parts.begin(), all);
  return parts;
}

class Rewriter {
public:
  Rewriter(const StripChain &chain, StringRef because)
      : chain(chain), builder(plan::KernelOp(chain.kernels.back().kernel)) {
    SmallVector<Location> locations;
    for (const StripKernel &kernel : chain.kernels)
      locations.push_back(plan::KernelOp(kernel.kernel).getLoc());
    makeBuffers();
    auto strips = builder.create<plan::StripsOp>(builder.getFusedLoc(locations), uint64_t(chain.turns), because);
    builder.setInsertionPointToStart(&strips.getBody().emplaceBlock());
  }

  void run() {
    for (const StripKernel &kernel : chain.kernels)
      emit(kernel);
    for (const StripKernel &kernel : chain.kernels)
      plan::KernelOp(kernel.kernel).erase();
    for (const RollingBuffer &buffer : chain.buffers)
      plan::BufferOp(buffer.whole).erase();
  }

private:
  static plan::BufferOp wholeOf(const RollingBuffer &buffer) { return buffer.whole; }

  // Zeros at the start stand for the rows above the image.
  void makeBuffers() {
    for (const RollingBuffer &buffer : chain.buffers) {
      plan::BufferOp whole = buffer.whole;
      Value made = builder.create<plan::BufferOp>(whole.getLoc(), whole.getResult().getType(), IntegerAttr(),
                                                  whole.getNameAttr(), chain.layoutOf(buffer));
      builder.create<plan::ClearOp>(whole.getLoc(), made, DenseI64ArrayAttr());
      rolled[whole.getResult()] = made;
    }
  }

  void emit(const StripKernel &kernel) {
    plan::KernelOp op = kernel.kernel;
    const RollingBuffer *output = chain.rolling(op.getOutput());
    if (output && output->keep > 0 && chain.turns > 1)
      builder.create<plan::SlideOp>(op.getLoc(), rolled[op.getOutput()], builder.getI64IntegerAttr(kernel.rows),
                                    builder.getDenseI64ArrayAttr({1, chain.turns}));
    SmallVector<Part> parts = partsOf(kernel);
    for (auto [index, part] : llvm::enumerate(parts))
      emit(kernel, part, index == 0);
    if (output)
      clearOutside(kernel, *output);
  }

  // The multiply-accumulates of the image are counted once.
  void emit(const StripKernel &kernel, const Part &part, bool isMain) {
    plan::KernelOp op = kernel.kernel;
    SmallVector<Value> operands;
    for (auto [number, operand] : llvm::enumerate(op.getInputs())) {
      std::optional<RowWindow> window = rowWindowOf(op, unsigned(number));
      operands.push_back(window ? operandView(kernel, part, operand, *window) : operand);
    }
    Rows rows = part.rows;
    operands.push_back(view(op.getOutput(), rows, {part.first, kernel.rows}));
    OperationState state(op.getLoc(), plan::KernelOp::getOperationName(), operands, TypeRange(), op->getAttrs());
    auto strip = cast<plan::KernelOp>(builder.create(state));
    strip.setTurns(ArrayRef<int64_t>{part.first, part.end});
    if (plan::WindowAttr window = strip.getWindowAttr())
      strip.setWindowAttr(withoutRowPadding(window));
    if (!isMain)
      strip.removeMacsAttr();
  }

  static plan::WindowAttr withoutRowPadding(plan::WindowAttr window) {
    ArrayRef<int64_t> pad = window.getPad().asArrayRef();
    return plan::WindowAttr::get(window.getContext(), window.getKernel(), window.getStride(), window.getDilation(),
                                 DenseI64ArrayAttr::get(window.getContext(), {0, pad[1], 0, pad[3]}));
  }

  Value operandView(const StripKernel &kernel, const Part &part, Value operand, const RowWindow &window) {
    int64_t first = window.first(part.rows.begin);
    return view(operand, {first, first + window.count(part.rows.count())},
                {part.first, kernel.rows / window.factor * window.stride});
  }

  /// When a view is used first, and how many rows it moves on in each turn.
  struct Pace {
    int64_t turn, rows;
  };

  // The rows of the image, wherever they lie in that turn.
  Value view(Value buffer, Rows rows, Pace pace) {
    if (const RollingBuffer *rolling = chain.rolling(buffer)) {
      const StripKernel &writer = chain.kernels[rolling->writer];
      int64_t top = writer.rowsIn(pace.turn).begin - rolling->keep;
      return viewOf(rolled[buffer], {rows.begin - top, rows.end - top}, IntegerAttr());
    }
    LayoutAttr whole = plan::layoutOf(buffer);
    return viewOf(
        buffer, rows,
        builder.getI64IntegerAttr(pace.rows * whole.getRowPitch() * whole.getBlock() * whole.getElementBytes()));
  }

  Value viewOf(Value source, Rows rows, IntegerAttr advance) {
    LayoutAttr whole = plan::layoutOf(source);
    auto layout = LayoutAttr::get(whole.getContext(), whole.getChannels(), rows.count(), whole.getWidth(),
                                  whole.getBlock(), 0, whole.getHaloLeft(), 0, whole.getHaloRight(),
                                  whole.getRowPitch(), whole.getPlanePitch(), whole.getU8());
    return builder.create<plan::ViewOp>(source.getLoc(), source.getType(), source,
                                        whole.getOffset(0, rows.begin, -whole.getHaloLeft()), advance,
                                        plan::nameOf(source), layout);
  }

  // Rows of a strip before the first of the image, or behind the last, become zeros, which windows take for padding.
  void clearOutside(const StripKernel &writer, const RollingBuffer &buffer) {
    Rows first = writer.rowsIn(writer.firstTurn), last = writer.rowsIn(writer.endTurn - 1);
    if (first.begin < 0 && !writer.isClipped)
      clear(buffer, {0, -first.begin}, {writer.firstTurn, writer.firstTurn + 1});
    if (last.end > writer.height)
      clear(buffer, {writer.height - last.begin, writer.rows}, {writer.endTurn - 1, writer.endTurn});
    if (writer.endTurn < chain.turns)
      clear(buffer, {0, writer.rows}, {writer.endTurn, chain.turns});
  }

  // Rows of the strip, counted from its first.
  void clear(const RollingBuffer &buffer, Rows rows, ArrayRef<int64_t> turns) {
    Value strip = viewOf(rolled[wholeOf(buffer).getResult()], {buffer.keep + rows.begin, buffer.keep + rows.end}, {});
    builder.create<plan::ClearOp>(wholeOf(buffer).getLoc(), strip, builder.getDenseI64ArrayAttr(turns));
  }

  const StripChain &chain;
  OpBuilder builder;
  llvm::DenseMap<Value, Value> rolled;
};

} // namespace

void rewriteAsStrips(const StripChain &chain, StringRef because) { Rewriter(chain, because).run(); }

} // namespace evenstride::passes
