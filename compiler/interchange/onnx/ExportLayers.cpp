// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The table from layer kinds to functions.
#include "interchange/onnx/ExportLayers.h"
#include "interchange/LayerTable.h"

namespace evenstride::interchange::onnx {

static constexpr LayerEntry<LayerWriter> table[] = {
#define SHORTHAND(keyword, Symbol)
#define LAYER(keyword, Symbol) {#keyword, export##Symbol},
#include "layers/layers.def"
};

LayerWriter findLayerExport(std::string_view keyword) { return functionOf(keyword, table); }

} // namespace evenstride::interchange::onnx
