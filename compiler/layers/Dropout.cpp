// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Drops elements at random while a network is trained; nothing here, where networks are run.
#include "layers/Elementwise.h"
#include "layers/Kinds.h"

namespace evenstride::layers {

static Tensor reference(const Arguments &, std::span<const Tensor *const> operands, const ReferenceWeights &) {
  return *operands[0];
}

const LayerKind &layerDropout() {
  static const LayerKind kind{.keyword = "dropout",
                              .summary = "x: dropout is for training",
                              .parameters = {{.name = "rate",
                                              .type = ParameterType::Number,
                                              .positional = true,
                                              .byDefault = 0.5,
                                              .description = "share of elements dropped in training",
                                              .atMost = 1}},
                              .shape = sameShape,
                              .reference = reference};
  return kind;
}

} // namespace evenstride::layers
