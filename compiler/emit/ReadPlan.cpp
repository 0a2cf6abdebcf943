// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The only place that knows both the plan dialect's attributes and KernelSpec.
#include "emit/ReadPlan.h"

#include "llvm/ADT/TypeSwitch.h"

#include <algorithm>

namespace evenstride::emit {

namespace {

// The enumerations of the dialect repeat those of KernelSpec, number by number.
static_assert(int(plan::Family::Conv) == int(kernels::Family::Conv));
static_assert(int(plan::Family::DepthwiseConv) == int(kernels::Family::DepthwiseConv));
static_assert(int(plan::Family::MaxPool) == int(kernels::Family::MaxPool));
static_assert(int(plan::Family::AvgPool) == int(kernels::Family::AvgPool));
static_assert(int(plan::Family::GlobalAvgPool) == int(kernels::Family::GlobalAvgPool));
static_assert(int(plan::Family::Dense) == int(kernels::Family::Dense));
static_assert(int(plan::Family::Elementwise) == int(kernels::Family::Elementwise));
static_assert(int(plan::Family::Crop) == int(kernels::Family::Crop));
static_assert(int(plan::Family::PixelShuffle) == int(kernels::Family::PixelShuffle));
static_assert(int(plan::Family::Softmax) == int(kernels::Family::Softmax));
static_assert(int(plan::Family::Pad) == int(kernels::Family::Pad));
static_assert(int(plan::Family::Upsample) == int(kernels::Family::Upsample));
static_assert(int(plan::Family::UpsampleBilinear) == int(kernels::Family::UpsampleBilinear));
static_assert(int(plan::Family::PixelUnshuffle) == int(kernels::Family::PixelUnshuffle));
static_assert(int(plan::Family::ChannelShuffle) == int(kernels::Family::ChannelShuffle));
static_assert(int(plan::Family::Deconv) == int(kernels::Family::Deconv));
static_assert(int(plan::Family::Lrn) == int(kernels::Family::Lrn));
static_assert(int(plan::Family::PadReflect) == int(kernels::Family::PadReflect));
static_assert(int(plan::Family::PadReplicate) == int(kernels::Family::PadReplicate));
#define STEP(Symbol, name, numbers) static_assert(int(plan::StepKind::Symbol) == int(kernels::StepKind::Symbol));
#include "kernels/steps.def"

kernels::Layout layoutFrom(plan::LayoutAttr layout) {
  return {.channels = layout.getChannels(),
          .height = layout.getHeight(),
          .width = layout.getWidth(),
          .block = int(layout.getBlock()),
          .haloTop = layout.getHaloTop(),
          .haloLeft = layout.getHaloLeft(),
          .haloBottom = layout.getHaloBottom(),
          .haloRight = layout.getHaloRight(),
          .rowPitch = layout.getRowPitch(),
          .planePitch = layout.getPlanePitch(),
          .bytes = layout.getU8()};
}

kernels::Window2D windowFrom(plan::WindowAttr window) {
  kernels::Window2D result;
  std::ranges::copy(window.getKernel().asArrayRef(), result.kernel);
  std::ranges::copy(window.getStride().asArrayRef(), result.stride);
  std::ranges::copy(window.getDilation().asArrayRef(), result.dilation);
  std::ranges::copy(window.getPad().asArrayRef(), result.pad);
  return result;
}

std::vector<kernels::Step> epilogueFrom(mlir::ArrayAttr steps) {
  std::vector<kernels::Step> result;
  for (auto step : steps.getAsRange<plan::StepAttr>()) {
    result.push_back({.kind = kernels::StepKind(int(step.getKind())), .operand = int(step.getOperand())});
    std::ranges::copy(step.getNumbers().asArrayRef(), result.back().numbers.begin());
  }
  return result;
}

std::string textOf(mlir::StringAttr attribute) { return attribute ? attribute.str() : std::string(); }

static_assert(int(plan::VectorPart::Tensor) == int(VectorSource::Part::Tensor));
static_assert(int(plan::VectorPart::Values) == int(VectorSource::Part::Values));
static_assert(int(plan::VectorPart::NormScale) == int(VectorSource::Part::NormScale));
static_assert(int(plan::VectorPart::NormShift) == int(VectorSource::Part::NormShift));

std::vector<double> numbersOf(mlir::DenseF64ArrayAttr numbers) {
  return numbers ? std::vector<double>(numbers.asArrayRef()) : std::vector<double>();
}

VectorSource vectorFrom(plan::VectorAttr vector) {
  return {.part = VectorSource::Part(int(vector.getPart())),
          .name = textOf(vector.getName()),
          .epsilon = vector.getEpsilon() ? vector.getEpsilon().getValueAsDouble() : 0,
          .values = numbersOf(vector.getValues())};
}

WeightNames weightsFrom(plan::WeightsAttr weights) {
  WeightNames names{.weight = textOf(weights.getWeight()),
                    .bias = textOf(weights.getBias()),
                    .norm = textOf(weights.getNorm()),
                    .epsilon = weights.getEpsilon() ? weights.getEpsilon().getValueAsDouble() : 0};
  if (weights.getPriorScale()) {
    names.priorScale = vectorFrom(weights.getPriorScale());
    names.priorShift = vectorFrom(weights.getPriorShift());
  }
  return names;
}

Pointer pointerTo(mlir::Value buffer) {
  const plan::Place place = plan::placeOf(buffer);
  mlir::Operation *root = place.root.getDefiningOp();
  auto view = buffer.getDefiningOp<plan::ViewOp>();
  const auto advance = view ? int64_t(view.getAdvance().value_or(0)) : 0;
  if (auto input = mlir::dyn_cast<plan::InputOp>(root))
    return {Pointer::Base::Input, int(input.getIndex()), place.offset, advance};
  if (auto output = mlir::dyn_cast<plan::OutputOp>(root))
    return {Pointer::Base::Output, int(output.getIndex()), place.offset, advance};
  auto memory = mlir::cast<plan::BufferOp>(root);
  assert(memory.getOffset() && "plan-memory has run");
  return {Pointer::Base::Arena, 0, int64_t(*memory.getOffset()) + place.offset, advance};
}

KernelCall callFrom(plan::KernelOp op, const Reading &reading, Turns turns) {
  KernelCall call;
  call.spec = specOf(op, reading);
  for (mlir::Value input : op.getInputs())
    call.inputs.push_back(pointerTo(input));
  call.output = pointerTo(op.getOutput());
  if (op.getWeights())
    call.weights = weightsFrom(*op.getWeights());
  for (auto vector : op.getVectors().getAsRange<plan::VectorAttr>())
    call.vectors.push_back(vectorFrom(vector));
  for (auto layer : op.getLayers().getAsRange<mlir::StringAttr>())
    call.layers.push_back(layer.str());
  call.macs = int64_t(op.getMacs());
  call.turns = turns;
  return call;
}

template <typename PortOp> Port portFrom(PortOp op) {
  const plan::LayoutAttr layout = op.getLayout();
  return {.name = op.getName().str(),
          .shape = {layout.getChannels(), layout.getHeight(), layout.getWidth()},
          .bytes = layout.getU8(),
          .interleaved = layout.getBlock() > 1};
}

template <typename PortOp> void setPort(std::vector<Port> &ports, PortOp op) {
  const size_t index = size_t(op.getIndex());
  if (ports.size() <= index)
    ports.resize(index + 1);
  ports[index] = portFrom(op);
}

/// Gathers ports and steps.
class PlanReader {
public:
  explicit PlanReader(const Reading &reading) : reading(reading) {}

  Program read(plan::NetworkOp network) {
    program.name = network.getSymName().str();
    program.target = &reading.target;
    program.arenaBytes = int64_t(network.getArenaBytes().value_or(0));
    for (mlir::Operation &op : network.getBody().front())
      read(op, {});
    return std::move(program);
  }

private:
  void read(mlir::Operation &op, Turns turns) {
    if (mlir::DenseI64ArrayAttr own = plan::turnsOf(&op))
      turns = {own[0], own[1]};
    llvm::TypeSwitch<mlir::Operation *>(&op)
        .Case([&](plan::InputOp input) { setPort(program.inputs, input); })
        .Case([&](plan::OutputOp output) { setPort(program.outputs, output); })
        .Case([&](plan::ZeroHaloOp halo) {
          program.steps.emplace_back(
              ZeroHalo{pointerTo(halo.getBuffer()), layoutFrom(plan::layoutOf(halo.getBuffer())), turns});
        })
        .Case([&](plan::ClearOp clear) { program.steps.emplace_back(clearFrom(clear, turns)); })
        .Case([&](plan::SlideOp slide) { program.steps.emplace_back(slideFrom(slide, turns)); })
        .Case([&](plan::KernelOp kernel) {
          program.steps.emplace_back(std::in_place_type<KernelCall>, callFrom(kernel, reading, turns));
        })
        .Case([&](plan::StripsOp strips) { readLoop(strips); });
  }

  void readLoop(plan::StripsOp strips) {
    const size_t loop = program.steps.size();
    program.steps.emplace_back(Loop{int64_t(strips.getCount()), 0});
    for (mlir::Operation &op : strips.getBody().front())
      read(op, {0, int64_t(strips.getCount())});
    std::get<Loop>(program.steps[loop]).steps = program.steps.size() - loop - 1;
  }

  /// A buffer that is nothing but halo.
  static ZeroHalo clearFrom(plan::ClearOp clear, Turns turns) {
    kernels::Layout layout = layoutFrom(plan::layoutOf(clear.getBuffer()));
    layout.haloTop = layout.paddedHeight();
    layout.height = layout.haloBottom = 0;
    return {pointerTo(clear.getBuffer()), layout, turns};
  }

  static SlideRows slideFrom(plan::SlideOp slide, Turns turns) {
    const plan::LayoutAttr layout = plan::layoutOf(slide.getBuffer());
    const int64_t pixelBytes = layout.getBlock() * layout.getElementBytes();
    const int64_t rowBytes = layout.getRowPitch() * pixelBytes, by = int64_t(slide.getBy());
    return {.buffer = pointerTo(slide.getBuffer()),
            .blocks = layout.getBlocks(),
            .planeBytes = layout.getPlanePitch() * pixelBytes,
            .byBytes = by * rowBytes,
            .keptBytes = (layout.getHeight() - by - 1) * rowBytes + layout.getPaddedWidth() * pixelBytes,
            .turns = turns};
  }

  const Reading &reading;
  Program program;
};

} // namespace

kernels::KernelSpec specOf(plan::KernelOp op, const Reading &reading) {
  kernels::KernelSpec spec;
  spec.family = kernels::Family(int(op.getFamily()));
  for (mlir::Value input : op.getInputs())
    spec.inputs.push_back(layoutFrom(plan::layoutOf(input)));
  spec.output = layoutFrom(plan::layoutOf(op.getOutput()));
  if (op.getWindow())
    spec.window = windowFrom(*op.getWindow());
  spec.groups = int64_t(op.getGroups());
  spec.hasBias = op.getWeights() && op.getWeights()->hasBias();
  spec.countPadding = op.getCountPadding();
  if (op.getOffset())
    std::ranges::copy(*op.getOffset(), spec.offset);
  if (op.getValue())
    spec.value = op.getValue()->convertToDouble();
  spec.padding = numbersOf(op.getPaddingAttr());
  spec.factor = int64_t(op.getFactor());
  spec.numbers = numbersOf(op.getNumbersAttr());
  spec.epilogue = epilogueFrom(op.getEpilogue());
  if (auto pool = op.getPool())
    spec.pool = kernels::FusedPool{
        .max = pool->getMax(), .countPadding = pool->getCountPadding(), .window = windowFrom(pool->getWindow())};
  if (op.getInPlace())
    spec.inPlaceOperand = int(*op.getInPlace());
  spec.sums = reading.sums;
  spec.target = &reading.target;
  return spec;
}

Program readPlan(plan::NetworkOp network, const Reading &reading) { return PlanReader(reading).read(network); }

} // namespace evenstride::emit
