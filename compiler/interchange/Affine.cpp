// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A batch norm whose means are 0 and whose variances are 1.
#include "interchange/Affine.h"

#include <fmt/format.h>

namespace evenstride::interchange {

void MadeUp::spend(size_t count) {
  constexpr size_t most = size_t(1) << 28; // 1 GiB of floats
  if (count > most - total)
    throw Refusal{fmt::format("its weights and others that stand in no file are more than {} numbers", most)};
  total += count;
}

LayerRequest affineRequest(DraftBuilder &builder, DraftValue value, const AffineNumbers &numbers) {
  int64_t channels = builder.shapeOf(value).channels;
  auto weight = [&](const char *suffix, const std::vector<float> &given) -> DraftWeight {
    std::vector<float> &memory = builder.computed(size_t(channels));
    for (size_t c = 0; c < memory.size(); ++c)
      memory[c] = given[given.size() == 1 ? 0 : c];
    return {suffix, {channels}, memory};
  };
  return {.keyword = "batch_norm",
          .operands = {value},
          .arguments = {{"epsilon", 0.0}},
          .weights = {weight("weight", numbers.factor), weight("bias", numbers.summand), weight("running_mean", {0}),
                      weight("running_var", {1})}};
}

} // namespace evenstride::interchange
