// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which layers are steps, and of what kind.
#include "passes/Steps.h"

#include "passes/Priors.h"

#include "llvm/ADT/TypeSwitch.h"

namespace evenstride::passes {

using namespace mlir;
using plan::StepKind;

namespace {

using Drafts = SmallVector<StepDraft, 2>;

double number(const APFloat &value) { return value.convertToDouble(); }

Drafts normSteps(stride::BatchNormOp norm) {
  auto [scale, shift] = vectorsOf(priorOf(norm));
  return {{StepKind::ChannelScale, {}, scale}, {StepKind::ChannelShift, {}, shift}};
}

// The mean first: what is subtracted from bytes is exact then, and nothing cancels later.
Drafts scaleSteps(stride::ScaleOp scale) {
  SmallVector<double> summands, factors;
  for (double mean : scale.getMean())
    summands.push_back(-mean);
  for (double deviation : scale.getStd())
    factors.push_back(1 / deviation);
  Drafts steps;
  if (!isZero(scale.getMeanAttr()))
    steps.push_back({StepKind::ChannelShift, {}, plan::VectorAttr::getValues(scale.getContext(), summands)});
  steps.push_back({StepKind::ChannelScale, {}, plan::VectorAttr::getValues(scale.getContext(), factors)});
  return steps;
}

} // namespace

Drafts stepsOf(Operation *op) {
  auto plain = [](StepKind kind) { return [kind](auto) -> Drafts { return {{kind}}; }; };
  return llvm::TypeSwitch<Operation *, Drafts>(op)
      .Case<stride::AddOp>(plain(StepKind::Add))
      .Case<stride::SubtractOp>(plain(StepKind::Subtract))
      .Case<stride::MultiplyOp>(plain(StepKind::Multiply))
      .Case<stride::ReluOp>(plain(StepKind::Relu))
      .Case<stride::Relu6Op>(plain(StepKind::Relu6))
      .Case<stride::TanhOp>(plain(StepKind::Tanh))
      .Case<stride::SigmoidOp>(plain(StepKind::Sigmoid))
      .Case<stride::HardSwishOp>(plain(StepKind::HardSwish))
      .Case<stride::SiluOp>(plain(StepKind::Silu))
      .Case<stride::MishOp>(plain(StepKind::Mish))
      .Case([](stride::LeakyReluOp layer) -> Drafts { return {{StepKind::LeakyRelu, {number(layer.getSlope())}}}; })
      .Case([](stride::PreluOp layer) -> Drafts {
        auto slopes = StringAttr::get(layer.getContext(), layer.getPath() + ".weight");
        return {{StepKind::Prelu, {}, plan::VectorAttr::getTensor(slopes)}};
      })
      .Case([](stride::EluOp layer) -> Drafts { return {{StepKind::Elu, {number(layer.getAlpha())}}}; })
      .Case([](stride::HardSigmoidOp layer) -> Drafts {
        return {{StepKind::HardSigmoid, {number(layer.getAlpha()), number(layer.getBeta())}}};
      })
      .Case([](stride::ClipOp layer) -> Drafts {
        return {{StepKind::Clip, {number(layer.getLow()), number(layer.getHigh())}}};
      })
      .Case([](stride::GeluOp layer) -> Drafts {
        return {{layer.getApproximate() == "tanh" ? StepKind::GeluTanh : StepKind::Gelu}};
      })
      .Case([](stride::BatchNormOp layer) { return normSteps(layer); })
      .Case([](stride::ScaleOp layer) { return scaleSteps(layer); })
      .Default([](Operation *) { return Drafts(); });
}

} // namespace evenstride::passes
