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

geometry::Window windowAlong(WindowAttr window, int axis) {
  return {window.getKernel()[axis], window.getStride()[axis], window.getDilation()[axis], window.getPad()[axis],
          window.getPad()[axis + 2]};
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
      geometry::Verdict verdict = geometry::place(windowAlong(window, axis), extents[axis]);
      if (!verdict.exact())
        return op.emitOpError() << "has a window whose " << (axis == 0 ? "height" : "width") << " does not fit: ("
                                << verdict.input << " + " << verdict.window.before << " + " << verdict.window.after
                                << " - " << verdict.effectiveKernel << ") / " << verdict.window.stride;
      outputs[axis] = verdict.output();
    }
    return Shape{channels, outputs[0], outputs[1]};
  }

  /// A crop cuts a part out of its input, a pad puts its input into the output.
  FailureOr<Shape> part(const Shape &whole, const Shape &part) {
    DenseI64ArrayAttr offset = op.getOffsetAttr();
    if (!offset || offset.size() != 3)
      return op.emitOpError("needs an offset of three numbers");
    const int64_t wholes[3] = {whole.channels, whole.height, whole.width};
    const int64_t parts[3] = {part.channels, part.height, part.width};
    for (int axis = 0; axis < 3; ++axis)
      if (offset[axis] < 0 || offset[axis] + parts[axis] > wholes[axis])
        return op.emitOpError() << "finds no " << text(part) << " from channel " << offset[0] << ", row " << offset[1]
                                << " and column " << offset[2] << " of " << text(whole) << " on";
    return output;
  }

  /// Nothing but output_pad makes the result of a deconvolution larger than the transpose of its window.
  FailureOr<Shape> deconvolve(const Shape &input, WindowAttr window) {
    int64_t groups = int64_t(op.getGroups());
    if (groups < 1 || input.channels % groups != 0 || output.channels % groups != 0)
      return op.emitOpError() << "has " << groups << " groups for " << input.channels << " channels and "
                              << output.channels << " filters";
    int64_t height = geometry::transposedOutput(windowAlong(window, 0), input.height, 0);
    int64_t width = geometry::transposedOutput(windowAlong(window, 1), input.width, 0);
    if (output.height < height || output.width < width)
      return op.emitOpError() << "computes at least " << text({output.channels, height, width}) << ", not "
                              << text(output);
    return output;
  }

  FailureOr<Shape> factored(const Shape &input) {
    int64_t factor = int64_t(op.getFactor()), square = factor * factor;
    switch (op.getFamily()) {
    case Family::PixelShuffle:
      return Shape{input.channels / square, input.height * factor, input.width * factor};
    default:
      return Shape{input.channels * square, input.height / factor, input.width / factor};
    }
  }

  static Shape upsampled(WindowAttr window, const Shape &input) {
    ArrayRef<int64_t> stride = window.getStride().asArrayRef();
    return {input.channels, input.height * stride[0], input.width * stride[1]};
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
    case Family::Deconv:
      return deconvolve(input, window);
    case Family::MaxPool:
    case Family::AvgPool:
      return place(window, input, input.channels);
    case Family::GlobalAvgPool:
      return Shape{input.channels, 1, 1};
    case Family::Dense:
      return Shape{output.channels, 1, 1};
    case Family::Crop:
      return part(input, output);
    case Family::Pad:
    case Family::PadReflect:
    case Family::PadReplicate:
      return input.channels == output.channels ? part(output, input) : input;
    case Family::PixelShuffle:
    case Family::PixelUnshuffle:
      return factored(input);
    case Family::Upsample:
    case Family::UpsampleBilinear:
      return upsampled(window, input);
    case Family::Elementwise:
    case Family::Softmax:
    case Family::ChannelShuffle:
      return input;
    case Family::Lrn:
      if (!op.getNumbersAttr() || op.getNumbersAttr().size() != 3)
        return op.emitOpError("needs three numbers");
      return input;
    }
    llvm_unreachable("all families are above");
  }

  LogicalResult judgeEpilogue(const Shape &value) {
    for (StepAttr step : op.getEpilogue().template getAsRange<StepAttr>()) {
      if (step.isChannelwise() && failed(judgeVector(step, value)))
        return failure();
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

  LogicalResult judgeVector(StepAttr step, const Shape &value) {
    ArrayAttr vectors = op.getVectors();
    if (step.getOperand() < 0 || step.getOperand() >= int64_t(vectors.size()))
      return op.emitOpError() << "has a step that reads vector " << step.getOperand() << " of " << vectors.size();
    auto values = cast<VectorAttr>(vectors[size_t(step.getOperand())]).getValues();
    if (values && values.size() != 1 && values.size() != value.channels)
      return op.emitOpError() << "has a vector of " << values.size() << " numbers for " << value.channels
                              << " channels";
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

// Convolutions read their padding from the halo of the input. Those of bytes make it up.
LogicalResult judgeHalo(KernelOp op) {
  bool transposed = op.getFamily() == Family::Deconv;
  if (!transposed && op.getFamily() != Family::Conv && op.getFamily() != Family::DepthwiseConv)
    return success();
  LayoutAttr input = layoutOf(op.getInputs()[0]);
  if (input.getU8() && op.getFamily() == Family::Conv)
    return success();
  if (op.getPadding())
    return op.emitOpError("reads its padding from a halo, which holds zeros");
  WindowAttr window = op.getWindowAttr() ? op.getWindowAttr() : unitWindow(op.getContext());
  std::array<int64_t, 4> needed;
  if (transposed)
    needed = transposedHalo(window, shapeOf(input), shapeOf(layoutOf(op.getOutput())));
  else
    llvm::copy(window.getPad().asArrayRef(), needed.begin());
  const int64_t halo[4] = {input.getHaloTop(), input.getHaloLeft(), input.getHaloBottom(), input.getHaloRight()};
  for (int side = 0; side < 4; ++side)
    if (halo[side] < needed[size_t(side)])
      return op.emitOpError() << "reads padding of " << needed[size_t(side)] << " from a halo of " << halo[side];
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

std::array<int64_t, 4> transposedHalo(WindowAttr window, const Shape &input, const Shape &output) {
  geometry::Reach rows = geometry::transposedReach(windowAlong(window, 0), input.height, output.height);
  geometry::Reach columns = geometry::transposedReach(windowAlong(window, 1), input.width, output.width);
  return {rows.before, columns.before, rows.after, columns.after};
}

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
