// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "layers/support/Cases.h"

#include "geometry/Window.h"

#include "kernels/Kernels.h"

#include <algorithm>

namespace evenstride::layertest {

using kernels::KernelSpec;
using kernels::Layout;

namespace {

Layout layoutOf(const Side &side, std::array<int64_t, 3> shape, int vectorFloats) {
  Layout l{.channels = shape[0], .height = shape[1], .width = shape[2]};
  l.bytes = side.bytes;
  l.block = !side.blocked ? 1 : side.bytes ? static_cast<int>(shape[0]) : vectorFloats;
  l.haloTop = side.halo[0];
  l.haloLeft = side.halo[1];
  l.haloBottom = side.halo[2];
  l.haloRight = side.halo[3];
  l.rowPitch = l.paddedWidth() + side.gap;
  l.planePitch = l.paddedHeight() * l.rowPitch + side.gap;
  return l;
}

int64_t pooled(int64_t extent, const Window2D &w, int axis) {
  return (extent + w.pad[axis] + w.pad[axis + 2] - (w.kernel[axis] - 1) * w.dilation[axis] - 1) / w.stride[axis] + 1;
}

std::array<int64_t, 4> deconvHalo(const Case &t, const std::array<int64_t, 2> &value) {
  const Window2D &w = t.window;
  std::array<int64_t, 4> halo = t.in.halo;
  for (size_t axis = 0; axis < 2; ++axis) {
    auto reach =
        geometry::transposedReach({w.kernel[axis], w.stride[axis], w.dilation[axis], w.pad[axis], w.pad[axis + 2]},
                                  t.input[axis + 1], value[axis]);
    halo[axis] = std::max(halo[axis], reach.before);
    halo[axis + 2] = std::max(halo[axis + 2], reach.after);
  }
  return halo;
}

} // namespace

Side haloed(Side side, int64_t top, int64_t left, int64_t bottom, int64_t right) {
  side.halo = {top, left, bottom, right};
  return side;
}

Side gapped(Side side, int64_t gap) {
  side.gap = gap;
  return side;
}

Window2D square(int64_t kernel, int64_t stride, int64_t pad, int64_t dilation) {
  return {{kernel, kernel}, {stride, stride}, {dilation, dilation}, {pad, pad, pad, pad}};
}

Window2D window(std::array<int64_t, 2> kernel, std::array<int64_t, 2> stride, std::array<int64_t, 4> pad) {
  return {{kernel[0], kernel[1]}, {stride[0], stride[1]}, {1, 1}, {pad[0], pad[1], pad[2], pad[3]}};
}

kernels::FusedPool maxPool(Window2D window) { return {.max = true, .countPadding = false, .window = window}; }
kernels::FusedPool averagePool(Window2D window) { return {.max = false, .countPadding = false, .window = window}; }

std::array<int64_t, 2> valueExtent(const Case &t) {
  switch (t.family) {
  case Family::GlobalAvgPool:
  case Family::Dense:
    return {1, 1};
  case Family::Crop:
    return {t.input[1] - t.crop[0] - t.crop[2], t.input[2] - t.crop[1] - t.crop[3]};
  case Family::Deconv: {
    auto along = [&](int axis) {
      const int64_t effective = (t.window.kernel[axis] - 1) * t.window.dilation[axis] + 1;
      return (t.input[axis + 1] - 1) * t.window.stride[axis] + effective - t.window.pad[axis] - t.window.pad[axis + 2] +
             t.outputPad[axis];
    };
    return {along(0), along(1)};
  }
  case Family::Pad:
  case Family::PadReflect:
  case Family::PadReplicate:
    return {t.input[1] + t.crop[0] + t.crop[2], t.input[2] + t.crop[1] + t.crop[3]};
  case Family::PixelShuffle:
    return {t.input[1] * t.factor, t.input[2] * t.factor};
  case Family::Upsample:
  case Family::UpsampleBilinear:
    return {t.input[1] * t.window.stride[0], t.input[2] * t.window.stride[1]};
  case Family::PixelUnshuffle:
    return {t.input[1] / t.factor, t.input[2] / t.factor};
  default:
    return {pooled(t.input[1], t.window, 0), pooled(t.input[2], t.window, 1)};
  }
}

KernelSpec specOf(const Case &t, const support::Target &target) {
  KernelSpec spec;
  const auto value = valueExtent(t);
  int64_t channels = t.outputs ? t.outputs : t.input[0];
  if (t.family == Family::PixelShuffle)
    channels = t.input[0] / (t.factor * t.factor);
  if (t.family == Family::PixelUnshuffle)
    channels = t.input[0] * t.factor * t.factor;
  auto out = value;
  if (t.pool)
    out = {pooled(value[0], t.pool->window, 0), pooled(value[1], t.pool->window, 1)};
  spec.family = t.family;
  spec.target = &target;
  Side in = t.in;
  if (t.family == Family::Deconv)
    in.halo = deconvHalo(t, value);
  spec.inputs.push_back(layoutOf(in, t.input, target.vectorFloats));
  spec.output = layoutOf(t.out, {channels, out[0], out[1]}, target.vectorFloats);
  spec.window = t.window;
  spec.groups = t.groups;
  spec.hasBias = t.bias && spec.hasWeights();
  spec.countPadding = t.countPadding;
  spec.offset[0] = t.firstChannel;
  spec.offset[1] = t.crop[0];
  spec.offset[2] = t.crop[1];
  spec.value = t.value;
  spec.padding = t.padding;
  spec.factor = t.factor;
  spec.numbers = t.numbers;
  spec.pool = t.pool;
  spec.inPlaceOperand = t.inPlace;
  spec.algorithm = t.algorithm;
  spec.tile = t.tile;
  spec.groupTiles = t.groupTiles;
  if (t.algorithm != kernels::Algorithm::Chosen)
    spec.sums = kernels::Sums::Any;
  for (const StepCase &step : t.steps) {
    const bool binary = isBinary(step.kind);
    const int operand = binary ? static_cast<int>(spec.inputs.size()) : isChannelwise(step.kind) ? spec.vectors() : 0;
    spec.epilogue.push_back({step.kind, operand, {step.number, step.second}});
    if (!binary)
      continue;
    auto shape =
        step.perChannel ? std::array<int64_t, 3>{channels, 1, 1} : std::array<int64_t, 3>{channels, value[0], value[1]};
    spec.inputs.push_back(layoutOf(step.operand, shape, target.vectorFloats));
  }
  return spec;
}

std::vector<Case> inOtherWays(const Case &test) {
  std::vector<Case> cases;
  for (const kernels::KernelSpec &way : kernels::ways(specOf(test, *support::hostTarget()))) {
    cases.push_back(test);
    cases.back().algorithm = way.algorithm;
    cases.back().tile = way.tile;
    cases.back().groupTiles = way.groupTiles;
  }
  return cases;
}

} // namespace evenstride::layertest
