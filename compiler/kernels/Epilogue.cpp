// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kernels/Epilogue.h"

#include "kernels/Activations.h"
#include "kernels/Canonical.h"
#include "kernels/Numerics.h"

#include <algorithm>

namespace evenstride::kernels {

using Halide::Expr;
using Halide::select;

namespace {

Expr applyUnary(const Step &step, const Expr &value) {
  switch (step.kind) {
  case StepKind::Relu:
    return relu(value);
  case StepKind::Relu6:
    return relu6(value);
  case StepKind::LeakyRelu:
    return leakyRelu(value, step.numbers[0]);
  case StepKind::Elu:
    return elu(value, step.numbers[0]);
  case StepKind::HardSigmoid:
    return hardSigmoid(value, step.numbers[0], step.numbers[1]);
  case StepKind::Clip:
    return clip(value, step.numbers[0], step.numbers[1]);
  case StepKind::Tanh:
    return hyperbolicTangent(value);
  case StepKind::Sigmoid:
    return sigmoid(value);
  case StepKind::HardSwish:
    return hardSwish(value);
  case StepKind::Silu:
    return silu(value);
  case StepKind::Mish:
    return mish(value);
  case StepKind::Gelu:
    return gelu(value);
  case StepKind::GeluTanh:
    return geluTanh(value);
  default:
    return value; // binary and channelwise steps have been applied already
  }
}

// `number` is the channel's own.
Expr applyChannelwise(StepKind kind, const Expr &value, const Expr &number) {
  switch (kind) {
  case StepKind::ChannelScale:
    return value * number;
  case StepKind::ChannelShift:
    return value + number;
  default:
    return prelu(value, number);
  }
}

Expr applyBinary(StepKind kind, const Expr &value, const Expr &operand) {
  switch (kind) {
  case StepKind::Add:
    return value + operand;
  case StepKind::Subtract:
    return value - operand;
  case StepKind::ReverseSubtract:
    return operand - value;
  default:
    return value * operand;
  }
}

// `read(operand)` is the operand's element that belongs to the value, `number(operand)` the number of its channel.
template <typename Read, typename Number>
Expr applySteps(const KernelSpec &spec, Expr value, Read read, Number number) {
  for (const Step &step : spec.epilogue)
    if (isBinary(step.kind))
      value = applyBinary(step.kind, value, read(step.operand));
    else if (isChannelwise(step.kind))
      value = applyChannelwise(step.kind, value, number(step.operand));
    else
      value = applyUnary(step, value);
  return value;
}

// Number of real elements along one axis of the window at output coordinate `at`.
Expr realElements(const Window2D &w, int axis, int64_t extent, const Expr &at) {
  const int64_t dilation = w.dilation[axis];
  Expr first = at * constant(w.stride[axis]) - constant(w.pad[axis]);
  Expr from = (max(-first, 0) + constant(dilation - 1)) / constant(dilation);
  Expr to = min(constant(w.kernel[axis]), (constant(extent - 1) - first) / constant(dilation) + 1);
  return to - from;
}

bool crossesBorder(const Window2D &w, int axis, int64_t extent, int64_t outExtent) {
  int64_t last = (outExtent - 1) * w.stride[axis] - w.pad[axis] + (w.kernel[axis] - 1) * w.dilation[axis];
  return w.pad[axis] > 0 || last >= extent;
}

} // namespace

bool hasBinaryStep(const KernelSpec &spec) {
  return std::ranges::any_of(spec.epilogue, [](const Step &step) { return isBinary(step.kind); });
}

Expr applyEpilogue(const KernelSpec &spec, const Sources &sources, Expr value, const Place &place) {
  const Extent extent = valueExtent(spec);
  auto element = [&](int operand) {
    const Activation &source = sources.inputs[operand];
    Place at = place;
    if (isPerChannel(source.layout(), extent))
      at.x = at.y = 0;
    return source.at(at);
  };
  // A tile may reach past the last block of channels, and vectors do not.
  Expr block = min(place.block, constant((spec.output.channels - 1) / place.lanes));
  return applySteps(spec, value, element,
                    [&](int operand) { return sources.vectors[operand](block * place.lanes + place.lane); });
}

Expr applyEpilogue(const KernelSpec &spec, const Sources &sources, Expr value, Expr channel, Expr x, Expr y) {
  const Extent extent = valueExtent(spec);
  auto element = [&](int operand) {
    const Activation &source = sources.inputs[operand];
    const bool perChannel = isPerChannel(source.layout(), extent);
    return source.channel(channel, perChannel ? Expr(0) : x, perChannel ? Expr(0) : y);
  };
  return applySteps(spec, value, element, [&](int operand) { return sources.vectors[operand](channel); });
}

bool crossesBorder(const Window2D &window, int64_t height, int64_t width, int64_t outHeight, int64_t outWidth) {
  return crossesBorder(window, 0, height, outHeight) || crossesBorder(window, 1, width, outWidth);
}

Expr averagedElements(const Window2D &window, bool countPadding, int64_t height, int64_t width, Expr x, Expr y) {
  if (countPadding)
    return constant(window.kernel[0] * window.kernel[1]);
  return realElements(window, 0, height, y) * realElements(window, 1, width, x);
}

Expr poolExpression(const Window2D &w, bool max, Expr x, Expr y, const std::function<Expr(Expr, Expr)> &value) {
  Expr result, magnitudes;
  for (int64_t ky = 0; ky < w.kernel[0]; ++ky)
    for (int64_t kx = 0; kx < w.kernel[1]; ++kx) {
      Expr v = value(x * constant(w.stride[1]) + constant(kx * w.dilation[1]),
                     y * constant(w.stride[0]) + constant(ky * w.dilation[0]));
      Expr magnitude = magnitudeBits(v);
      result = !result.defined() ? v : max ? Halide::max(result, v) : result + v;
      magnitudes = magnitudes.defined() ? Halide::max(magnitudes, magnitude) : magnitude;
    }
  return max ? withNan(result, magnitudes) : result / static_cast<float>(w.kernel[0] * w.kernel[1]);
}

} // namespace evenstride::kernels
