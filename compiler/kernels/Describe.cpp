// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a kernel spec says about itself: its vectors, and its text, every field in one order, so that equal texts mean
// equal kernels.
#include "kernels/KernelSpec.h"

#include "support/Text.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace evenstride::kernels {

namespace {

constexpr std::array<std::string_view, 19> familyNames = {"conv",
                                                          "depthwise",
                                                          "max_pool",
                                                          "avg_pool",
                                                          "global_avg",
                                                          "dense",
                                                          "elementwise",
                                                          "crop",
                                                          "pixel_shuffle",
                                                          "softmax",
                                                          "pad",
                                                          "upsample",
                                                          "upsample_bilinear",
                                                          "pixel_unshuffle",
                                                          "channel_shuffle",
                                                          "deconv",
                                                          "lrn",
                                                          "pad_reflect",
                                                          "pad_replicate"};
struct StepText {
  std::string_view name;
  size_t numbers;
};
constexpr StepText stepTexts[] = {
#define STEP(Symbol, name, numbers) {name, numbers},
#include "kernels/steps.def"
};

std::string join(std::span<const int64_t> numbers, char separator) {
  std::string text;
  for (int64_t number : numbers)
    text.append(text.empty() ? "" : std::string(1, separator)).append(std::to_string(number));
  return text;
}

std::string describe(const Layout &l) {
  const int64_t shape[] = {l.channels, l.height, l.width};
  const int64_t halo[] = {l.haloTop, l.haloLeft, l.haloBottom, l.haloRight};
  return join(shape, 'x') + "/" + std::to_string(l.block) + "+" + join(halo, ',') + "@" + std::to_string(l.rowPitch) +
         "," + std::to_string(l.planePitch) + (l.bytes ? "u8" : "");
}

std::string describe(const Window2D &w) {
  return "k" + join(w.kernel, 'x') + "s" + join(w.stride, 'x') + "d" + join(w.dilation, 'x') + "p" + join(w.pad, ',');
}

std::string describe(const Step &step) {
  const StepText &kind = stepTexts[static_cast<size_t>(step.kind)];
  std::string text(kind.name);
  if (isBinary(step.kind) || isChannelwise(step.kind))
    return text + "(" + std::to_string(step.operand) + ")";
  for (size_t i = 0; i < kind.numbers; ++i)
    text.append("(").append(support::shortest(step.numbers[i])).append(")");
  return text;
}

} // namespace

int KernelSpec::vectors() const {
  int count = 0;
  for (const Step &step : epilogue)
    if (isChannelwise(step.kind))
      count = std::max(count, step.operand + 1);
  return count;
}

int64_t KernelSpec::vectorFloats() const {
  const int64_t lanes = target->vectorFloats;
  return (output.channels + lanes - 1) / lanes * lanes;
}

std::string describe(const KernelSpec &spec) {
  std::string text(familyNames[static_cast<size_t>(spec.family)]);
  text.append(" ").append(spec.target ? spec.target->name : "none");
  for (const Layout &input : spec.inputs)
    text.append(" in ").append(describe(input));
  text.append(" out ").append(describe(spec.output)).append(" ").append(describe(spec.window));
  text.append(" g").append(std::to_string(spec.groups)).append(" f").append(std::to_string(spec.factor));
  text.append(" o")
      .append(join(spec.offset, ','))
      .append(" v")
      .append(support::shortest(spec.value))
      .append(spec.hasBias ? " bias" : "");
  for (double number : spec.numbers)
    text.append(" n").append(support::shortest(number));
  for (double number : spec.padding)
    text.append(" p").append(support::shortest(number));
  text.append(spec.countPadding ? " count_padding" : "");
  for (const Step &step : spec.epilogue)
    text.append(" ").append(describe(step));
  if (spec.pool)
    text.append(spec.pool->max ? " pool max " : " pool avg ")
        .append(describe(spec.pool->window))
        .append(spec.pool->countPadding ? " count_padding" : "");
  text.append(" in_place ").append(std::to_string(spec.inPlaceOperand));
  text.append(spec.sums == Sums::Any ? " any sums" : "");
  if (spec.algorithm != Algorithm::Chosen)
    text.append(" as ").append(std::to_string(static_cast<int>(spec.algorithm)));
  if (spec.tile[0] > 0)
    text.append(" tile ").append(std::to_string(spec.tile[0])).append("x").append(std::to_string(spec.tile[1]));
  if (spec.groupTiles > 0)
    text.append(" groups of ").append(std::to_string(spec.groupTiles));
  return text;
}

} // namespace evenstride::kernels
