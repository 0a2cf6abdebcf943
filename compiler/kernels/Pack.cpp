// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Weights in the order of the kernels' loops.
#include "kernels/Canonical.h"
#include "kernels/ConvPlan.h"
#include "kernels/Families.h"
#include "kernels/Strassen.h"
#include "kernels/Winograd.h"

#include <algorithm>
#include <cassert>

namespace evenstride::kernels {

namespace {

// The tensor of one layer: OIHW, or IOHW of a deconvolution; of inputs those of one group are counted.
struct Filters {
  Filters(const KernelSpec &spec, const ConvPlan &plan)
      : inputChannels(plan.inputChannels), groupOutputs(spec.output.channels / spec.groups), taps(plan.taps),
        transposed(spec.family == Family::Deconv) {}

  int64_t at(int64_t output, int64_t input, int64_t tap) const {
    if (!transposed)
      return (output * inputChannels + input) * taps + tap;
    const int64_t ofAll = output / groupOutputs * inputChannels + input;
    return (ofAll * groupOutputs + output % groupOutputs) * taps + tap;
  }

private:
  int64_t inputChannels, groupOutputs, taps;
  bool transposed;
};

int64_t roundUp(int64_t value, int64_t factor) { return (value + factor - 1) / factor * factor; }

// The step of the sum at which an input channel and a tap come: full blocks have channels innermost, the rest taps.
int64_t stepOf(const ConvPlan &plan, int64_t input, int64_t tap) {
  const int64_t lanes = plan.tile.lanes, full = plan.fullBlocks * lanes;
  if (input < full)
    return (input / lanes * plan.taps + tap) * lanes + input % lanes;
  return (input * plan.taps) + tap;
}

// [tile][step][channel in tile]
void packDirect(const KernelSpec &spec, const ConvPlan &plan, std::span<const float> weights, std::span<float> packed) {
  const Filters filters(spec, plan);
  const int64_t tileChannels = int64_t(plan.tile.lanes) * plan.tile.blocks;
  // Groups fill whole tiles, so the tile of a channel does not depend on its group.
  for (int64_t output = 0; output < spec.output.channels; ++output)
    for (int64_t input = 0; input < plan.inputChannels; ++input)
      for (int64_t tap = 0; tap < plan.taps; ++tap) {
        const int64_t row = output / tileChannels * plan.steps() + stepOf(plan, input, tap);
        packed[row * tileChannels + output % tileChannels] = weights[filters.at(output, input, tap)];
      }
}

// [tile][block of input channels][tap][channel in tile][lane: input channel]
void packLaneSum(const KernelSpec &spec, const ConvPlan &plan, std::span<const float> weights,
                 std::span<float> packed) {
  const Filters filters(spec, plan);
  const int64_t lanes = plan.tile.lanes, inTile = plan.tile.blocks;
  const int64_t blocks = roundUp(plan.inputChannels, lanes) / lanes;
  for (int64_t output = 0; output < spec.output.channels; ++output)
    for (int64_t input = 0; input < plan.inputChannels; ++input)
      for (int64_t tap = 0; tap < plan.taps; ++tap) {
        const int64_t row = (output / inTile * blocks + input / lanes) * plan.taps + tap;
        packed[(row * inTile + output % inTile) * lanes + input % lanes] = weights[filters.at(output, input, tap)];
      }
}

// Canonical dense layers over planes without gaps see one long vector, in the order of the weights; over blocks or
// padded planes they are windows of the input's size. Both orders are OIHW, so nothing is left to do for them here.
PackedSizes sizesOf(const KernelSpec &spec) {
  switch (spec.family) {
  case Family::Conv:
  case Family::Deconv:
    return convSizes(spec);
  case Family::DepthwiseConv:
    return depthwiseSizes(spec);
  default:
    return {};
  }
}

} // namespace

PackedSizes convSizes(const KernelSpec &spec) {
  if (auto winograd = planWinograd(spec))
    return winogradSizes(*winograd);
  if (auto strassen = planStrassen(spec))
    return strassenSizes(*strassen);
  const ConvPlan plan = planConv(spec);
  const int64_t lanes = plan.tile.lanes, inTile = plan.tile.blocks;
  if (plan.algorithm == ConvAlgorithm::LaneSum) {
    const int64_t blocks = roundUp(plan.inputChannels, lanes) / lanes;
    return {.weights = plan.tilesPerGroup * blocks * plan.taps * inTile * lanes, .bias = spec.output.channels};
  }
  const int64_t groups = plan.algorithm == ConvAlgorithm::Direct ? spec.groups : 1;
  const int64_t tiles = plan.tilesPerGroup * groups;
  return {.weights = tiles * plan.steps() * inTile * lanes, .bias = tiles * inTile * lanes};
}

void packConv(const KernelSpec &spec, std::span<const float> weights, std::span<float> packed) {
  if (auto winograd = planWinograd(spec))
    return packWinograd(*winograd, weights, packed);
  if (auto strassen = planStrassen(spec))
    return packStrassen(*strassen, weights, packed);
  const ConvPlan plan = planConv(spec);
  if (plan.algorithm == ConvAlgorithm::LaneSum)
    packLaneSum(spec, plan, weights, packed);
  else
    packDirect(spec, plan, weights, packed);
}

PackedSizes packedSizes(const KernelSpec &spec) { return spec.hasWeights() ? sizesOf(canonical(spec)) : PackedSizes{}; }

PackedWeights packWeights(const KernelSpec &spec, std::span<const float> weights, std::span<const float> bias) {
  const KernelSpec form = canonical(spec);
  const PackedSizes sizes = packedSizes(spec);
  PackedWeights packed{std::vector<float>(sizes.weights), std::vector<float>(sizes.bias)};
  assert(bias.empty() || bias.size() == static_cast<size_t>(spec.output.channels));
  std::ranges::copy(bias, packed.bias.begin());
  if (form.family == Family::DepthwiseConv)
    packDepthwise(form, weights, packed.weights);
  else if (form.family == Family::Conv || form.family == Family::Deconv)
    packConv(form, weights, packed.weights);
  return packed;
}

} // namespace evenstride::kernels
