// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The table from layer kinds to functions.
#include "interchange/onnx/ExportLayers.h"

#include <algorithm>
#include <cassert>
#include <iterator>

namespace evenstride::interchange::onnx {

namespace {

struct Entry {
  std::string_view keyword;
  LayerWriter write;
};

constexpr Entry table[] = {
#define SHORTHAND(keyword, Symbol)
#define LAYER(keyword, Symbol) {#keyword, export##Symbol},
#include "layers/layers.def"
};

} // namespace

LayerWriter findLayerExport(std::string_view keyword) {
  const auto *found = std::ranges::find(table, keyword, &Entry::keyword);
  assert(found != std::end(table) && "the check writes shorthands out");
  return found->write;
}

} // namespace evenstride::interchange::onnx
