// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Verifiers of plan.group and plan.kernel: sizes through window, epilogue and pool, weights, halos and in-place
// operands.
#include "dialect/Plan.h"
#include "geometry/Window.h"
#include "layers/Tensor.h"

#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace evenstride::plan {

namespace {

using layers::Shape;

std::string text(const Shape &shape) {
  return llvm::formatv("[{0}, {1}, {2}]", shape.channels, shape.height, shape.width);
}

// What groups and kernels have in common, once the shapes are known: `Op` is one of the two.
template <typename Op> class Judge {
public:
  Judge(Op op, SmallVector<Shape> inputs, Shape output) : op(op), inputs(std::move(inputs)), output(output) {}

  LogicalResult judge() {
    if (inputs.empty())
      return op.emitOpError("reads nothing");
    FailureOr<Shape> value = familyResult();
    if (failed(value) || failed(judgeEpilogue(*value)) || failed(judgeWeights()))
      return failure();
    if (PoolAttr pool = op.getPoolAttr())
      if (failed(value = place(pool.getWindow(), *value, value->channels)))
        return failure();
    if (!(*value == output))
      return op.emitOpError() << "computes " << text(*value) << ", not " << text(output);
    return success();
  }

private:
  FailureOr<Shape> place(WindowAttr window, const Shape &input, int64_t channels) {
    const int64_t extents[2] = {input.height, input.width};
    int64_t outputs[2];
    for (int axis = 0; axis < 2; ++axis) {
      geometry::Verdict verdict =
          geometry::place({window.getKernel()[axis], window.getStride()[axis], window.getDilation()[axis],
                           window.getPad()[axis], window.getPad()[axis + 2]},
                          extents[axis]);
      if (!verdict.exact())
        return op.emitOpError() << "has a window whose " << (axis == 0 ? "height" : "width") << " does not fit: ("
                                << verdict.input << " + " << verdict.window.before << " + " << verdict.window.after
                                << " - " << verdict.effectiveKernel << ") / " << verdict.window.stride;
      outputs[axis] = verdict.output();
    }
    return Shape{channels, outputs[0], outputs[1]};
  }

  FailureOr<Shape> crop(const Shape &input) {
    DenseI64ArrayAttr offset = op.getOffsetAttr();
    if (!offset || offset.size() != 2)
      return op.emitOpError("crops without an offset of two numbers");
    if (offset[0] < 0 || offset[1] < 0 || offset[0] + output.height > input.height ||
        offset[1] + output.width > input.width)
      return op.emitOpError() << "cuts " << text(output) << " from row " << offset[0] << " and column " << offset[1]
                              << " of " << text(input);
    return Shape{input.channels, output.height, output.width};
  }

  FailureOr<Shape> convolve(const Shape &input, WindowAttr window) {
    int64_t groups = int64_t(op.getGroups()), filters = output.channels;
    if (op.getFamily() == Family::DepthwiseConv)
      groups = input.channels;
    if (groups < 1 || input.channels % groups != 0 || filters % groups != 0)
      return op.emitOpError() << "has " << groups << " groups for " << input.channels << " channels and " << filters
                              << " filters";
    return place(window, input, filters);
  }

  FailureOr<Shape> familyResult() {
    const Shape &input = inputs[0];
    WindowAttr window = op.getWindowAttr() ? op.getWindowAttr() : unitWindow(op.getContext());
    switch (op.getFamily()) {
    case Family::Conv:
    case Family::DepthwiseConv:
      return convolve(input, window);
    case Family::MaxPool:
    case Family::AvgPool:
      return place(window, input, input.channels);
    case Family::GlobalAvgPool:
      return Shape{input.channels, 1, 1};
    case Family::Dense:
      return Shape{output.channels, 1, 1};
    case Family::Crop:
      return crop(input);
    case Family::PixelShuffle: {
      int64_t factor = int64_t(op.getFactor());
      return Shape{input.channels / (factor * factor), input.height * factor, input.width * factor};
    }
    case Family::Elementwise:
    case Family::Softmax:
      return input;
    }
    llvm_unreachable("all families are above");
  }

  LogicalResult judgeEpilogue(const Shape &value) {
    for (StepAttr step : op.getEpilogue().template getAsRange<StepAttr>()) {
      if (!step.isBinary())
        continue;
      if (step.getOperand() < 0 || step.getOperand() >= int64_t(inputs.size()))
        return op.emitOpError() << "has a step that reads operand " << step.getOperand() << " of " << inputs.size();
      const Shape &operand = inputs[size_t(step.getOperand())];
      if (!(operand == value) && !(operand == Shape{value.channels, 1, 1}))
        return op.emitOpError() << "has a step that combines " << text(value) << " with " << text(operand);
    }
    return success();
  }

  LogicalResult judgeWeights() {
    if (hasWeights(op.getFamily()) == bool(op.getWeightsAttr()))
      return success();
    return op.emitOpError() << "is of family " << stringifyFamily(op.getFamily()) << ", which has "
                            << (op.getWeightsAttr() ? "no weights" : "weights");
  }

  Op op;
  SmallVector<Shape> inputs;
  Shape output;
};

Shape shapeOf(Type type) {
  auto tensor = cast<RankedTensorType>(type);
  return tensor.getRank() == 3 ? Shape{tensor.getDimSize(0), tensor.getDimSize(1), tensor.getDimSize(2)} : Shape{};
}

Shape shapeOf(LayoutAttr layout) { return {layout.getChannels(), layout.getHeight(), layout.getWidth()}; }

// Convolutions read their padding from the halo of the input.
LogicalResult judgeHalo(KernelOp op) {
  if (op.getFamily() != Family::Conv && op.getFamily() != Family::DepthwiseConv)
    return success();
  LayoutAttr input = layoutOf(op.getInputs()[0]);
  WindowAttr window = op.getWindowAttr() ? op.getWindowAttr() : unitWindow(op.getContext());
  const int64_t halo[4] = {input.getHaloTop(), input.getHaloLeft(), input.getHaloBottom(), input.getHaloRight()};
  for (int side = 0; side < 4; ++side)
    if (halo[side] < window.getPad()[side])
      return op.emitOpError() << "reads padding of " << window.getPad()[side] << " from a halo of " << halo[side];
  return success();
}

LogicalResult judgeMemory(KernelOp op) {
  if (isa<InputOp>(placeOf(op.getOutput()).root.getDefiningOp()))
    return op.emitOpError("writes an input of the network");
  std::optional<uint64_t> inPlace = op.getInPlace();
  if (inPlace && *inPlace >= op.getInputs().size())
    return op.emitOpError() << "overwrites operand " << *inPlace << " of " << op.getInputs().size();
  for (auto [index, input] : llvm::enumerate(op.getInputs()))
    if ((input == op.getOutput()) != (inPlace && *inPlace == index))
      return op.emitOpError() << "operand " << index
                              << (input == op.getOutput() ? " is the output" : " is not the output")
                              << ", against what in_place says";
  return success();
}

} // namespace

LogicalResult GroupOp::verify() {
  SmallVector<Shape> inputs;
  for (Type type : getInputs().getTypes())
    inputs.push_back(shapeOf(type));
  return Judge<GroupOp>(*this, inputs, shapeOf(getResult().getType())).judge();
}

void GroupOp::getAsmResultNames(OpAsmSetValueNameFn setName) {
  if (!getLayers().empty())
    setName(getResult(), cast<StringAttr>(getLayers()[getLayers().size() - 1]));
}

LogicalResult KernelOp::verify() {
  SmallVector<Shape> inputs;
  for (Value input : getInputs())
    inputs.push_back(shapeOf(layoutOf(input)));
  if (failed(Judge<KernelOp>(*this, inputs, shapeOf(layoutOf(getOutput()))).judge()))
    return failure();
  return failure(failed(judgeHalo(*this)) || failed(judgeMemory(*this)));
}

} // namespace evenstride::plan
