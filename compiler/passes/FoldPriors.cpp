// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// fold-priors: a normalisation becomes part of the weights of the layers behind it.
#include "passes/GroupHead.h"
#include "passes/Homes.h"
#include "passes/Passes.h"
#include "passes/Priors.h"

#include "llvm/ADT/TypeSwitch.h"

#include <algorithm>

namespace evenstride::passes {

#define GEN_PASS_DEF_FOLDPRIORS
#include "passes/Passes.h.inc"

using namespace mlir;

stride::PriorAttr priorOf(stride::BatchNormOp norm) {
  return stride::PriorAttr::get(norm.getContext(), norm.getPathAttr(), norm.getEpsilonAttr(), {}, {});
}

stride::PriorAttr priorOf(stride::ScaleOp scale) {
  return stride::PriorAttr::get(scale.getContext(), scale.getPathAttr(), {}, scale.getMeanAttr(), scale.getStdAttr());
}

bool isZero(DenseF64ArrayAttr numbers) {
  return llvm::all_of(numbers.asArrayRef(), [](double number) { return number == 0; });
}

std::pair<plan::VectorAttr, plan::VectorAttr> vectorsOf(stride::PriorAttr prior) {
  if (FloatAttr epsilon = prior.getEpsilon())
    return {plan::VectorAttr::getNorm(plan::VectorPart::NormScale, prior.getPath(), epsilon),
            plan::VectorAttr::getNorm(plan::VectorPart::NormShift, prior.getPath(), epsilon)};
  ArrayRef<double> means = prior.getMean(), deviations = prior.getStd();
  SmallVector<double> scale, shift;
  for (size_t c = 0; c < std::max(means.size(), deviations.size()); ++c) {
    scale.push_back(1 / deviations[deviations.size() == 1 ? 0 : c]);
    shift.push_back(-means[means.size() == 1 ? 0 : c] * scale.back());
  }
  return {plan::VectorAttr::getValues(prior.getContext(), scale),
          plan::VectorAttr::getValues(prior.getContext(), shift)};
}

namespace {

// Whether the convolution makes up its padding, which then need not be zeros: it reads an input of bytes.
bool makesUpPadding(stride::ConvOp conv, Value input) {
  auto argument = dyn_cast<BlockArgument>(input);
  if (!argument || conv.getGroups() != 1)
    return false;
  auto network = cast<stride::NetworkOp>(argument.getOwner()->getParentOp());
  constexpr int64_t mostPooledRows = 4;
  return network.getInputFormat(argument.getArgNumber()).starts_with("u8") &&
         stagesBytes(windowOf(conv), stride::shapeOf(input).channels, mostPooledRows);
}

// A padding of zeros is added behind the normalisation. Before it, it would have to be what becomes 0.
template <typename Conv> bool allowsPadding(Conv conv, stride::PriorAttr prior, Value input) {
  if (!isPadded(conv.getPad()))
    return true;
  if (!prior.getMean())
    return false;
  if (isZero(prior.getMean()))
    return true;
  if constexpr (std::is_same_v<Conv, stride::ConvOp>)
    return makesUpPadding(conv, input);
  return false;
}

bool takesIn(Operation *layer, stride::PriorAttr prior, Value input) {
  return llvm::TypeSwitch<Operation *, bool>(layer)
      .Case<stride::ConvOp, stride::DepthwiseConvOp>(
          [&](auto conv) { return !conv.getPrior() && allowsPadding(conv, prior, input); })
      .Case([](stride::DenseOp dense) { return !dense.getPrior(); })
      .Default([](Operation *) { return false; });
}

// All readers take the normalisation in, or none does: computed once it serves all of them.
template <typename Norm> void fold(Norm norm) {
  stride::PriorAttr prior = priorOf(norm);
  Value input = norm.getInput();
  SmallVector<Operation *> readers(norm.getResult().getUsers());
  if (!llvm::all_of(readers, [&](Operation *reader) { return takesIn(reader, prior, input); }))
    return;
  for (Operation *reader : readers) {
    reader->setAttr("prior", prior);
    reader->setLoc(FusedLoc::get(norm.getContext(), {norm.getLoc(), reader->getLoc()}));
  }
  norm.replaceAllUsesWith(input);
  norm.erase();
}

struct FoldPriors : impl::FoldPriorsBase<FoldPriors> {
  void runOnOperation() override {
    for (Operation &op : llvm::make_early_inc_range(getOperation().getBody().front()))
      llvm::TypeSwitch<Operation *>(&op).Case<stride::BatchNormOp, stride::ScaleOp>([](auto norm) { fold(norm); });
  }
};

} // namespace

} // namespace evenstride::passes
