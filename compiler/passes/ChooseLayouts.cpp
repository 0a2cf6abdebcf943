// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// choose-layouts: groups over tensors become kernels over buffers, each value in its home.
#include "passes/Homes.h"
#include "passes/Passes.h"
#include "support/Target.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/TypeSwitch.h"

namespace evenstride::passes {

#define GEN_PASS_DEF_CHOOSELAYOUTS
#include "passes/Passes.h.inc"

using namespace mlir;
using layers::Shape;
using plan::LayoutAttr;

namespace {

// The name of a value in the plan: the path of its layer, or the name of the input.
StringAttr nameOf(Value value) {
  if (auto input = dyn_cast<BlockArgument>(value)) {
    auto network = cast<stride::NetworkOp>(input.getOwner()->getParentOp());
    return cast<StringAttr>(network.getInputNames()[input.getArgNumber()]);
  }
  if (auto group = value.getDefiningOp<plan::GroupOp>())
    return cast<StringAttr>(group.getLayers().getValue().back());
  return stride::pathOf(value.getDefiningOp());
}

class Planner {
public:
  Planner(stride::NetworkOp network, const support::Target &target)
      : network(network), homes(network, target.vectorFloats), builder(network),
        type(plan::BufferType::get(network.getContext())) {
    auto planned = builder.create<plan::NetworkOp>(network.getLoc(), network.getSymName(), target.name, IntegerAttr());
    builder.setInsertionPointToStart(&planned.getBody().emplaceBlock());
  }

  void plan() {
    Block &body = network.getBody().front();
    openUserMemory(body);
    for (Operation &op : body.without_terminator())
      llvm::TypeSwitch<Operation *>(&op)
          .Case<plan::GroupOp, stride::ConcatOp, stride::SliceOp, stride::CropOp, stride::FlattenOp>(
              [&](auto layer) { emit(layer); });
    for (OpOperand &result : body.getTerminator()->getOpOperands()) {
      Value output = outputs[result.getOperandNumber()];
      if (bufferOf(result.get()) != output)
        copy(result.get(), output);
    }
  }

private:
  LayoutAttr tight(Value value) {
    Shape shape = stride::shapeOf(value);
    return LayoutAttr::getTight(value.getContext(), shape.channels, shape.height, shape.width);
  }

  void openUserMemory(Block &body) {
    for (BlockArgument input : body.getArguments()) {
      Shape shape = stride::shapeOf(input);
      LayoutAttr layout = LayoutAttr::getInput(input.getContext(), shape.channels, shape.height, shape.width,
                                               network.getInputFormat(input.getArgNumber()));
      buffers[input] =
          builder.create<plan::InputOp>(network.getLoc(), type, input.getArgNumber(), nameOf(input), layout);
    }
    auto returned = body.getTerminator()->getOperands();
    for (auto [index, value, name] : llvm::enumerate(returned, network.getOutputNames()))
      outputs.push_back(
          builder.create<plan::OutputOp>(network.getLoc(), type, index, cast<StringAttr>(name), tight(value)));
  }

  Value view(Value source, Value named, LayoutAttr layout, int64_t offset) {
    return builder.create<plan::ViewOp>(named.getLoc(), type, source, offset, IntegerAttr(), nameOf(named), layout);
  }

  // Channels of a buffer as a buffer of their own; `channel` is the first one.
  Value slice(Value whole, Value part, int64_t channel) {
    LayoutAttr layout = plan::layoutOf(whole);
    auto [top, left, bottom, right] = haloOf(layout);
    return view(whole, part, sliceLayout(layout, stride::shapeOf(part).channels),
                layout.getOffset(channel, -top, -left));
  }

  Value cropView(stride::CropOp crop) {
    Value source = readable(crop.getInput(), homes.needOf(crop.getResult()));
    LayoutAttr layout = plan::layoutOf(source);
    return view(source, crop.getResult(), cropLayout(layout, boxOf(crop)), cropOffset(layout, boxOf(crop)));
  }

  Value sliceView(stride::SliceOp op) {
    Value input = op.getInput();
    bool inPlanes = isa<BlockArgument>(input) || homes.isPlanar(input); // unlike a copy of it
    Value source = inPlanes ? bufferOf(input) : readable(input, homes.needOf(op.getResult()));
    return slice(source, op.getResult(), op.getChannels()[0]);
  }

  // The buffer of a value's home; made where it is first asked for, just before its first writer.
  Value bufferOf(Value value) {
    if (Value known = buffers.lookup(value))
      return known;
    return buffers[value] = makeHome(value, homes.of(value));
  }

  Value makeHome(Value value, const Home &home) {
    switch (home.kind) {
    case HomeKind::Own:
      return makeBuffer(value, home.block, home.halo);
    case HomeKind::Input:
      break; // opened before anything else
    case HomeKind::Output:
      return outputs[size_t(home.number)];
    case HomeKind::Slice:
      return slice(bufferOf(home.holder->getResult(0)), value, home.number);
    case HomeKind::Flatten:
      return view(bufferOf(home.holder->getResult(0)), value, tight(value), 0);
    case HomeKind::View:
      if (auto crop = value.getDefiningOp<stride::CropOp>())
        return cropView(crop);
      if (auto slice = value.getDefiningOp<stride::SliceOp>())
        return sliceView(slice);
      return view(bufferOf(value.getDefiningOp()->getOperand(0)), value, tight(value), 0);
    }
    llvm_unreachable("inputs have their buffers from the start");
  }

  Value makeBuffer(Value value, int64_t block, const Halo &halo) {
    LayoutAttr layout = arenaLayout(value.getContext(), stride::shapeOf(value), block, halo);
    return builder.create<plan::BufferOp>(value.getLoc(), type, IntegerAttr(), nameOf(value), layout);
  }

  static bool satisfies(LayoutAttr layout, const Halo &halo) { return widest(haloOf(layout), halo) == haloOf(layout); }

  // Memory that holds the value as a reader needs it: its home, or a copy that serves all such readers.
  Value readable(Value value, const Need &need) {
    Value home = bufferOf(value);
    LayoutAttr layout = plan::layoutOf(home);
    if (layout.getU8() && !need.floats)
      return home;
    if (satisfies(layout, need.halo) && (!need.image || homes.suits(value, layout.getBlock())))
      return home;
    if (Value known = copies.lookup(value))
      return known;
    Value made = makeBuffer(value, homes.usualBlockOf(value), homes.needOf(value).halo);
    copy(value, made);
    return copies[value] = made;
  }

  // The version of a value in the block of the output, if there is one; pixelwise readers take any.
  Value closest(Value value, int64_t block) {
    Value other = copies.lookup(value);
    return other && plan::layoutOf(other).getBlock() == block ? other : bufferOf(value);
  }

  void emit(plan::GroupOp group) {
    Need need = Homes::needOf(group->getOpOperand(0));
    SmallVector<Value> operands;
    if (need.image)
      operands.push_back(readable(group.getInputs()[0], need));
    Value output = bufferOf(group.getResult());
    int64_t block = plan::layoutOf(output).getBlock();
    for (Value operand : group.getInputs().drop_front(operands.size()))
      operands.push_back(closest(operand, block));
    OperationState state(group.getLoc(), plan::KernelOp::getOperationName());
    state.addOperands(operands);
    state.addOperands(output);
    state.addAttributes(group->getAttrs());
    builder.create(state);
  }

  void emit(stride::ConcatOp concat) {
    Value whole = bufferOf(concat.getResult());
    int64_t channel = 0;
    for (Value part : concat.getInputs()) {
      const Home &home = homes.of(part);
      if (home.kind != HomeKind::Slice || home.holder != concat || home.number != channel)
        copy(part, slice(whole, part, channel));
      channel += stride::shapeOf(part).channels;
    }
  }

  void emit(stride::CropOp crop) { cutOut(crop, {0, int64_t(crop.getTop()), int64_t(crop.getLeft())}); }
  void emit(stride::SliceOp slice) { cutOut(slice, {slice.getChannels()[0], 0, 0}); }

  template <typename Op> void cutOut(Op op, ArrayRef<int64_t> offset) {
    if (homes.of(op.getResult()).kind == HomeKind::View)
      return;
    plan::KernelOp kernel =
        moveData(op.getLoc(), plan::Family::Crop, bufferOf(op.getInput()), bufferOf(op.getResult()));
    kernel.setOffset(offset);
    kernel.setLayersAttr(builder.getArrayAttr({op.getPathAttr()}));
  }

  void emit(stride::FlattenOp flatten) {
    Value input = flatten.getInput();
    const Home &home = homes.of(input);
    bool inPlace = home.kind == HomeKind::Flatten && home.holder == flatten;
    if (!inPlace && homes.of(flatten.getResult()).kind != HomeKind::View)
      copy(input, view(bufferOf(flatten.getResult()), input, tight(input), 0));
  }

  void copy(Value value, Value target) {
    moveData(value.getLoc(), plan::Family::Elementwise, closest(value, plan::layoutOf(target).getBlock()), target);
  }

  plan::KernelOp moveData(Location location, plan::Family family, Value source, Value target) {
    return builder.create<plan::KernelOp>(
        location, plan::FamilyAttr::get(builder.getContext(), family), source, target, plan::WindowAttr(),
        IntegerAttr(), UnitAttr(), DenseI64ArrayAttr(), FloatAttr(), DenseF64ArrayAttr(), IntegerAttr(),
        DenseF64ArrayAttr(), builder.getArrayAttr({}), plan::PoolAttr(), plan::WeightsAttr(), builder.getArrayAttr({}),
        builder.getArrayAttr({}), IntegerAttr(), IntegerAttr(), DenseI64ArrayAttr());
  }

  stride::NetworkOp network;
  Homes homes;
  OpBuilder builder;
  plan::BufferType type;
  llvm::DenseMap<Value, Value> buffers; // home of each value of the network
  llvm::DenseMap<Value, Value> copies;  // for readers that the home does not suit
  SmallVector<Value> outputs;
};

struct ChooseLayouts : impl::ChooseLayoutsBase<ChooseLayouts> {
  using ChooseLayoutsBase::ChooseLayoutsBase;

  void runOnOperation() override {
    const support::Target *target = support::findTarget(targetName);
    if (!target) {
      getOperation().emitError() << "unknown target '" << targetName << "'";
      return signalPassFailure();
    }
    for (auto network : llvm::make_early_inc_range(getOperation().getOps<stride::NetworkOp>())) {
      Planner(network, *target).plan();
      network.erase();
    }
  }
};

} // namespace

} // namespace evenstride::passes
