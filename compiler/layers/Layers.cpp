// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The registry of layer kinds.
#include "layers/Kinds.h"

#include <algorithm>
#include <array>

namespace evenstride::layers {

std::span<const LayerKind *const> allLayers() {
  static const std::array kinds = {
#define LAYER(keyword, Symbol) &layer##Symbol(),
#include "layers/layers.def"
  };
  return kinds;
}

const LayerKind *findLayer(std::string_view keyword) {
  auto all = allLayers();
  auto found = std::ranges::find(all, keyword, &LayerKind::keyword);
  return found == all.end() ? nullptr : *found;
}

} // namespace evenstride::layers
