// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From the first layer of a group to its family.
#include "passes/GroupHead.h"

#include "passes/Priors.h"
#include "passes/Steps.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/TypeSwitch.h"

namespace evenstride::passes {

using namespace mlir;
using layers::Shape;
using plan::Family;

plan::WindowAttr windowOf(Operation *op) {
  auto list = [&](StringRef name) { return op->getAttrOfType<DenseI64ArrayAttr>(name); };
  return plan::WindowAttr::get(op->getContext(), list("kernel"), list("stride"), list("dilation"), list("pad"));
}

bool isPadded(ArrayRef<int64_t> pad) {
  return llvm::any_of(pad, [](int64_t side) { return side != 0; });
}

namespace {

// One overload per layer kind that a group can begin with.
class Drafter {
public:
  explicit Drafter(Operation *op) : builder(op->getContext()) {}

  GroupDraft draft;

  void head(stride::ConvOp op) {
    convolution(op, Family::Conv);
    draft.groups = int64_t(op.getGroups());
    if (stride::PriorAttr prior = op.getPriorAttr(); prior && isPadded(op.getPad()) && !isZero(prior.getMean()))
      draft.padding = prior.getMean();
    Shape input = stride::shapeOf(op.getInput());
    if (seesAll(op)) { // OIHW of a window over everything is the order of a dense layer
      draft.family = Family::Dense;
      draft.window = {};
    } else if (draft.groups == input.channels && draft.groups > 1) {
      draft.family = Family::DepthwiseConv; // [O, 1, KH, KW] either way
      draft.groups = 1;
    }
  }
  void head(stride::DeconvOp op) {
    convolution(op, Family::Deconv);
    draft.groups = int64_t(op.getGroups());
  }
  void head(stride::DepthwiseConvOp op) { convolution(op, Family::DepthwiseConv); }
  void head(stride::DenseOp op) { weighted(op, Family::Dense); }
  void head(stride::MaxPoolOp op) { pool(op, Family::MaxPool); }
  void head(stride::AvgPoolOp op) {
    pool(op, Family::AvgPool);
    draft.countPadding = op.getBorder() == "zero";
  }
  void head(stride::GlobalAvgPoolOp op) { begin(op, Family::GlobalAvgPool); }
  // A pool whose only window is the image.
  void head(stride::GlobalMaxPoolOp op) {
    begin(op, Family::MaxPool);
    Shape input = stride::shapeOf(op.getInput());
    draft.window = window({input.height, input.width}, {1, 1});
  }
  void head(stride::LrnOp op) {
    begin(op, Family::Lrn);
    draft.factor = int64_t(op.getSize());
    draft.numbers = builder.getDenseF64ArrayAttr(
        {op.getAlpha().convertToDouble(), op.getBeta().convertToDouble(), op.getK().convertToDouble()});
  }
  void head(stride::SoftmaxOp op) { begin(op, Family::Softmax); }
  void head(stride::PixelShuffleOp op) { factored(op, Family::PixelShuffle); }
  void head(stride::PixelUnshuffleOp op) { factored(op, Family::PixelUnshuffle); }
  void head(stride::UpsampleOp op) {
    begin(op, op.getMode() == "bilinear" ? Family::UpsampleBilinear : Family::Upsample);
    draft.window = window(op.getFactor(), op.getFactor());
  }
  void head(stride::ChannelShuffleOp op) {
    begin(op, Family::ChannelShuffle);
    draft.groups = int64_t(op.getGroups());
  }
  void head(stride::PadOp op) {
    const bool isConstant = op.getMode() == "constant";
    begin(op, isConstant ? Family::Pad : op.getMode() == "reflect" ? Family::PadReflect : Family::PadReplicate);
    draft.offset = builder.getDenseI64ArrayAttr({0, int64_t(op.getTop()), int64_t(op.getLeft())});
    if (isConstant)
      draft.value = op.getValueAttr();
  }

private:
  plan::WindowAttr window(ArrayRef<int64_t> kernel, ArrayRef<int64_t> stride) {
    auto list = [&](ArrayRef<int64_t> numbers) { return builder.getDenseI64ArrayAttr(numbers); };
    return plan::WindowAttr::get(builder.getContext(), list(kernel), list(stride), list({1, 1}), list({0, 0, 0, 0}));
  }

  template <typename Op> void begin(Op op, Family family) {
    draft.family = family;
    draft.inputs = {op.getInput()};
    draft.layers = {op.getPathAttr()};
    draft.locations = {op.getLoc()};
    draft.macs = stride::macsOf(op);
  }

  template <typename Op> void factored(Op op, Family family) {
    begin(op, family);
    draft.factor = int64_t(op.getFactor());
  }

  template <typename Op> void pool(Op op, Family family) {
    begin(op, family);
    draft.window = windowOf(op);
  }

  template <typename Op> void weighted(Op op, Family family) {
    begin(op, family);
    auto tensor = [&](StringRef suffix) { return builder.getStringAttr(op.getPath() + suffix); };
    StringAttr norm;
    FloatAttr epsilon;
    if (stride::NormAttr folded = op.getFoldedNormAttr()) {
      norm = folded.getPath(), epsilon = folded.getEpsilon();
      draft.layers.push_back(norm);
    }
    plan::VectorAttr priorScale, priorShift;
    if (stride::PriorAttr prior = op.getPriorAttr()) {
      std::tie(priorScale, priorShift) = vectorsOf(prior);
      draft.layers.insert(draft.layers.begin(), prior.getPath());
    }
    draft.weights =
        plan::WeightsAttr::get(op.getContext(), tensor(".weight"), op.getBias() ? tensor(".bias") : StringAttr(), norm,
                               epsilon, priorScale, priorShift);
  }

  template <typename Op> void convolution(Op op, Family family) {
    weighted(op, family);
    draft.window = windowOf(op);
  }

  // Whether the only window of the convolution holds the whole input and nothing else.
  static bool seesAll(stride::ConvOp op) {
    Shape input = stride::shapeOf(op.getInput()), result = stride::shapeOf(op.getResult());
    return op.getGroups() == 1 && result.height == 1 && result.width == 1 && op.getKernel()[0] == input.height &&
           op.getKernel()[1] == input.width && !isPadded(op.getPad());
  }

  Builder builder;
};

// The operand whose shape the result has: the one that passes through the epilogue.
Value mainOperand(Operation *op) {
  return *llvm::find_if(op->getOperands(),
                        [&](Value operand) { return operand.getType() == op->getResult(0).getType(); });
}

} // namespace

std::optional<GroupDraft> draftGroup(Operation *op) {
  Drafter drafter(op);
  bool found = llvm::TypeSwitch<Operation *, bool>(op)
                   .Case<stride::ConvOp, stride::DeconvOp, stride::DepthwiseConvOp, stride::DenseOp, stride::MaxPoolOp,
                         stride::AvgPoolOp, stride::GlobalAvgPoolOp, stride::GlobalMaxPoolOp, stride::LrnOp,
                         stride::SoftmaxOp, stride::PixelShuffleOp, stride::PixelUnshuffleOp, stride::UpsampleOp,
                         stride::ChannelShuffleOp, stride::PadOp>([&](auto head) {
                     drafter.head(head);
                     return true;
                   })
                   .Default([&](Operation *other) {
                     if (stepsOf(other).empty())
                       return false;
                     drafter.draft.inputs = {mainOperand(other)};
                     return true;
                   });
  return found ? std::optional(std::move(drafter.draft)) : std::nullopt;
}

} // namespace evenstride::passes
