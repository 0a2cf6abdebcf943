// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How each layer kind is written in ONNX: a function per entry of layers.def. One that is missing is an error of the
// linker.
#pragma once

#include "interchange/onnx/ExportGraph.h"

#include <string_view>

namespace evenstride::interchange::onnx {

#define SHORTHAND(keyword, Symbol)
#define LAYER(keyword, Symbol) void export##Symbol(LayerExport &);
#include "layers/layers.def"

using LayerWriter = void (*)(LayerExport &);
/// The function of a kind that is not a shorthand.
LayerWriter findLayerExport(std::string_view keyword);

} // namespace evenstride::interchange::onnx
