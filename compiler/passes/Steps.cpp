// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which layers are steps, and of what kind.
#include "passes/Steps.h"

#include "llvm/ADT/TypeSwitch.h"

namespace evenstride::passes {

using namespace mlir;
using plan::StepKind;

std::optional<StepDraft> stepOf(Operation *op) {
  using Draft = std::optional<StepDraft>;
  auto plain = [](StepKind kind) { return [kind](auto) -> Draft { return StepDraft{kind}; }; };
  auto number = [](const APFloat &value) { return value.convertToDouble(); };
  return llvm::TypeSwitch<Operation *, Draft>(op)
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
      .Case([&](stride::LeakyReluOp layer) -> Draft {
        return StepDraft{StepKind::LeakyRelu, {number(layer.getSlope())}};
      })
      .Case([&](stride::EluOp layer) -> Draft { return StepDraft{StepKind::Elu, {number(layer.getAlpha())}}; })
      .Case([&](stride::HardSigmoidOp layer) -> Draft {
        return StepDraft{StepKind::HardSigmoid, {number(layer.getAlpha()), number(layer.getBeta())}};
      })
      .Case([&](stride::ClipOp layer) -> Draft {
        return StepDraft{StepKind::Clip, {number(layer.getLow()), number(layer.getHigh())}};
      })
      .Case([](stride::GeluOp layer) -> Draft {
        return StepDraft{layer.getApproximate() == "tanh" ? StepKind::GeluTanh : StepKind::Gelu};
      })
      .Default([](Operation *) -> Draft { return std::nullopt; });
}

} // namespace evenstride::passes
