// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Batch normalisation, and across channels.
#include "interchange/nnef/Operations.h"

#include <fmt/format.h>

namespace evenstride::interchange::nnef {

using List = std::vector<int64_t>;

/// One number for each channel.
static DraftWeight weightOf(Call &call, const char *suffix, const char *name, int64_t channels) {
  Constant constant = call.constant(name);
  if (constant.shape == List{1, channels} || constant.shape == List{1, channels, 1, 1})
    return {suffix, {channels}, constant.values};
  std::vector<float> one = call.numbersOf(constant);
  if (one.size() != 1)
    call.refuse(name, fmt::format("its `{}` has the shape {}, and {} channels come in", name, shapeText(constant.shape),
                                  channels));
  std::vector<float> &memory = call.computed(size_t(channels));
  memory.assign(memory.size(), one[0]);
  return {suffix, {channels}, memory};
}

void importBatchNormalization(Call &call) {
  const View view = call.view("input");
  DraftValue input = call.imageOrRow(view);
  int64_t channels = call.shapeOf(input).channels;
  if (!call.has("epsilon"))
    throw Refusal{"it has no `epsilon`"};
  LayerRequest request = call.request("batch_norm", {input});
  request.arguments["epsilon"] = call.number("epsilon", 0);
  request.label = call.label("mean");
  request.weights = {weightOf(call, "weight", "scale", channels), weightOf(call, "bias", "offset", channels),
                     weightOf(call, "running_mean", "mean", channels),
                     weightOf(call, "running_var", "variance", channels)};
  call.setLike(view, call.builder().add(std::move(request)));
}

void importLocalResponseNormalization(Call &call) {
  List size = call.integers("size");
  if (size.size() != 4 || size[0] != 1 || size[2] != 1 || size[3] != 1)
    call.refuse("size", fmt::format("it normalises over {}; over channels alone is built", shapeText(size)));
  if (size[1] % 2 == 0) // the odd channel lies behind here, and before in the language
    call.refuse("size", fmt::format("it normalises over {} channels; odd numbers are built", size[1]));
  LayerRequest request = call.request("lrn", {call.image("input")});
  request.arguments = {{"size", size[1]},
                       {"alpha", call.number("alpha", 1)},
                       {"beta", call.number("beta", 0.5)},
                       {"k", call.number("bias", 1)}};
  call.setImage(call.builder().add(std::move(request)));
}

} // namespace evenstride::interchange::nnef
