// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Homes are chosen from the last layer back to the first: where a value should live follows from who reads it.
#include "passes/Homes.h"

namespace evenstride::passes {

using namespace mlir;

namespace {

bool isFirstUseIn(OpOperand &use) {
  for (OpOperand &other : use.getOwner()->getOpOperands())
    if (other.get() == use.get())
      return other.getOperandNumber() == use.getOperandNumber();
  return false;
}

// The first channel of an operand of a concat in its result.
int64_t channelOf(OpOperand &use) {
  int64_t channel = 0;
  for (Value before : use.getOwner()->getOperands().take_front(use.getOperandNumber()))
    channel += stride::shapeOf(before).channels;
  return channel;
}

bool isAligned(stride::ConcatOp concat, int64_t block) {
  return llvm::all_of(concat->getOpOperands(), [&](OpOperand &operand) { return channelOf(operand) % block == 0; });
}

// The first output that a value which nobody but the caller reads is returned as.
std::optional<int64_t> outputOf(Value value) {
  std::optional<int64_t> first;
  for (OpOperand &use : value.getUses()) {
    if (!isa<stride::ReturnOp>(use.getOwner()))
      return std::nullopt;
    if (isFirstUseIn(use))
      first = use.getOperandNumber();
  }
  return first;
}

// Whether the group's convolution reads bytes. Not below a pool, whose rows would be widened again by the next tile,
// unless it has to.
bool readsBytes(plan::GroupOp group) {
  if (group.getFamily() != plan::Family::Conv || (group.getPool() && !group.getPadding()))
    return false;
  plan::WindowAttr window = group.getWindowAttr() ? group.getWindowAttr() : plan::unitWindow(group.getContext());
  int64_t rows = group.getPool() ? group.getPool()->getWindow().getKernel()[0] : 1;
  return stagesBytes(window, stride::shapeOf(group.getInputs()[0]).channels, rows);
}

// Whether the value is worth a copy from blocks to the planes that the caller reads: Winograd's convolution computes
// blocks alone, and saves half of the time of one with so many channels and products.
bool mayTransform(Value value, int64_t vectorFloats) {
  constexpr int64_t fewestChannels = 32, fewestProducts = fewestChannels * 9, mostTaps = 7;
  auto group = value.getDefiningOp<plan::GroupOp>();
  if (!group || group.getFamily() != plan::Family::Conv || !group.getWindowAttr())
    return false;
  plan::WindowAttr window = group.getWindowAttr();
  const ArrayRef<int64_t> kernel = window.getKernel(), strides = window.getStride();
  const int64_t channels = stride::shapeOf(group.getInputs()[0]).channels;
  for (int axis = 0; axis < 2; ++axis)
    if (kernel[axis] % 2 == 0 || kernel[axis] > mostTaps || strides[axis] != 1)
      return false;
  const int64_t taps = kernel[0] * kernel[1];
  return taps > 1 && channels >= fewestChannels && channels * taps >= fewestProducts && channels % vectorFloats == 0 &&
         stride::shapeOf(value).channels >= vectorFloats;
}

} // namespace

bool stagesBytes(plan::WindowAttr window, int64_t channels, int64_t rows) {
  constexpr int64_t widestTile = 28, mostFloats = 4096;
  auto reach = [&](int axis, int64_t outputs) {
    return (outputs - 1) * window.getStride()[axis] + (window.getKernel()[axis] - 1) * window.getDilation()[axis] + 1;
  };
  return channels * reach(0, rows) * reach(1, widestTile) <= mostFloats;
}

CropBox boxOf(stride::CropOp crop) {
  return {int64_t(crop.getTop()), int64_t(crop.getLeft()), int64_t(crop.getBottom()), int64_t(crop.getRight())};
}

Homes::Homes(stride::NetworkOp network, int64_t vectorFloats) : vectorFloats(vectorFloats) {
  Block &body = network.getBody().front();
  findPlanar(body);
  for (Operation &op : llvm::reverse(body.without_terminator())) {
    for (OpResult result : op.getResults())
      homes[result] = choose(result);
    passOn(&op);
  }
  for (BlockArgument input : body.getArguments())
    homes[input] = {.kind = HomeKind::Input, .number = input.getArgNumber()};
  widenHalos();
}

// A concat whose parts do not begin with blocks is one of planes. What only moves its channels stays so: of planes any
// channels are a view, and shuffling them is copying rows.
void Homes::findPlanar(Block &body) {
  for (Operation &op : body.without_terminator()) {
    if (op.getNumResults() != 1)
      continue;
    Value value = op.getResult(0);
    auto concat = dyn_cast<stride::ConcatOp>(op);
    auto group = dyn_cast<plan::GroupOp>(op);
    bool moves = isa<stride::SliceOp>(op) || (group && group.getFamily() == plan::Family::ChannelShuffle);
    if (concat ? !isAligned(concat, usualBlockOf(value)) : moves && isPlanar(op.getOperand(0)))
      planar.insert(value);
  }
}

int64_t Homes::usualBlockOf(Value value) const { return usualBlock(stride::shapeOf(value), vectorFloats); }

bool Homes::suits(Value value, int64_t block) const { return block == vectorFloats || block == usualBlockOf(value); }

Need Homes::needOf(OpOperand &operand) {
  auto group = dyn_cast<plan::GroupOp>(operand.getOwner());
  if (!group || operand.getOperandNumber() != 0)
    return {};
  switch (group.getFamily()) {
  case plan::Family::Conv:
  case plan::Family::DepthwiseConv: {
    plan::WindowAttr window = group.getWindowAttr();
    if (!window || window == plan::unitWindow(group.getContext()))
      return {}; // pixel by pixel: as fast from planes as from blocks
    Need need{.image = true};
    llvm::copy(window.getPad().asArrayRef(), need.halo.begin());
    need.floats = !readsBytes(group);
    return need;
  }
  case plan::Family::Deconv:
    return {.image = true,
            .halo = plan::transposedHalo(group.getWindowAttr(), stride::shapeOf(operand.get()),
                                         stride::shapeOf(group.getResult())),
            .floats = true};
  case plan::Family::MaxPool: // pools judge borders by coordinates and read no halo
  case plan::Family::AvgPool:
    return {.image = true, .floats = true};
  default:
    return {};
  }
}

void Homes::ask(Value value, const Need &need) {
  Need &all = needs[value];
  all.image |= need.image;
  all.floats |= need.floats;
  all.halo = widest(all.halo, need.halo);
}

// What a layer asks of its operands, for itself or for the readers of its view.
void Homes::passOn(Operation *op) {
  for (OpOperand &operand : op->getOpOperands())
    ask(operand.get(), needOf(operand));
  bool passes = isa<stride::CropOp>(op) ||
                (isa<stride::SliceOp>(op) && !isa<BlockArgument>(op->getOperand(0)) && !isPlanar(op->getOperand(0)));
  if (passes && of(op->getResult(0)).kind == HomeKind::View)
    ask(op->getOperand(0), needOf(op->getResult(0)));
}

// Whether the value is an input of bytes or a part of one.
bool Homes::isBytes(Value value) {
  while (auto crop = value.getDefiningOp<stride::CropOp>())
    value = crop.getInput();
  return isa<BlockArgument>(value) && !isPlanarFloats(value);
}

// A view of a crop has real elements, not zeros, beyond the sides that were cut; bytes have no zeros anyway.
bool Homes::canView(stride::CropOp crop) const {
  Need need = needOf(crop.getResult());
  if (isBytes(crop) && !need.floats)
    return true;
  CropBox box = boxOf(crop);
  const int64_t cut[4] = {box.top, box.left, box.bottom, box.right};
  return llvm::all_of(llvm::seq(0, 4), [&](int side) { return cut[side] == 0 || need.halo[size_t(side)] == 0; });
}

// Whether the value is an input of planes of fp32, of which any part is of that kind too.
bool Homes::isPlanarFloats(Value value) {
  auto input = dyn_cast<BlockArgument>(value);
  return input &&
         cast<stride::NetworkOp>(input.getOwner()->getParentOp()).getInputFormat(input.getArgNumber()) == "f32";
}

// A view begins with a block and ends with one, whatever the operand's block will be.
bool Homes::canView(stride::SliceOp slice) const {
  if (isPlanarFloats(slice.getInput()) || isPlanar(slice.getInput()))
    return true;
  int64_t begin = slice.getChannels()[0], end = slice.getChannels()[1];
  return !isBytes(slice.getInput()) && begin % vectorFloats == 0 &&
         (end % vectorFloats == 0 || end == stride::shapeOf(slice.getInput()).channels);
}

// Whether a concat's buffer is as good for the readers of an operand as one of its own.
bool Homes::accepts(stride::ConcatOp concat, Value value) const {
  int64_t block = of(concat.getResult()).block;
  if (block == 1)
    return value.hasOneUse() || usualBlockOf(value) == 1;
  auto inner = value.getDefiningOp<stride::ConcatOp>();
  return !inner || isAligned(inner, block);
}

std::optional<Home> Homes::sliceFor(Value value) const {
  OpOperand *earliest = nullptr;
  for (OpOperand &use : value.getUses()) {
    auto concat = dyn_cast<stride::ConcatOp>(use.getOwner());
    if (concat && isFirstUseIn(use) && accepts(concat, value) &&
        (!earliest || concat->isBeforeInBlock(earliest->getOwner())))
      earliest = &use;
  }
  if (!earliest)
    return std::nullopt;
  return Home{.kind = HomeKind::Slice,
              .number = channelOf(*earliest),
              .holder = earliest->getOwner(),
              .block = of(earliest->getOwner()->getResult(0)).block};
}

std::optional<Home> Homes::flattenFor(Value value) const {
  if (!value.hasOneUse())
    return std::nullopt;
  auto flatten = dyn_cast<stride::FlattenOp>(*value.user_begin());
  if (!flatten)
    return std::nullopt;
  return Home{.kind = HomeKind::Flatten, .holder = flatten};
}

Home Homes::choose(OpResult value) {
  Operation *op = value.getOwner();
  if (std::optional<int64_t> output = outputOf(value); output && !mayTransform(value, vectorFloats))
    return {.kind = HomeKind::Output, .number = *output};
  // A slice, crop or flatten that others read too is better a view, where it can be one.
  bool isLayoutOnly = isa<stride::SliceOp, stride::CropOp, stride::FlattenOp>(op);
  if (!isLayoutOnly || value.hasOneUse()) {
    std::optional<Home> slice = sliceFor(value);
    if (slice && (slice->block == 1 || !isPlanar(value)))
      return *slice;
    if (std::optional<Home> flatten = flattenFor(value))
      return *flatten;
  }
  auto crop = dyn_cast<stride::CropOp>(op);
  auto slice = dyn_cast<stride::SliceOp>(op);
  if ((crop && canView(crop)) || (slice && canView(slice)))
    return {.kind = HomeKind::View};
  auto flatten = dyn_cast<stride::FlattenOp>(op);
  if (flatten && isPlanarFloats(flatten.getInput()))
    return {.kind = HomeKind::View};
  return {.kind = HomeKind::Own, .block = isPlanar(value) ? 1 : usualBlockOf(value)};
}

// A buffer has the widest halo that any of its slices needs; a flattened one has none.
void Homes::widenHalos() {
  for (auto &[value, need] : needs) {
    if (need.halo == Halo{})
      continue;
    Value root = value;
    while (of(root).kind == HomeKind::Slice)
      root = of(root).holder->getResult(0);
    Home &home = homes.find(root)->second;
    if (home.kind == HomeKind::Own && !root.getDefiningOp<stride::FlattenOp>() && suits(value, home.block))
      home.halo = widest(home.halo, need.halo);
  }
}

} // namespace evenstride::passes
