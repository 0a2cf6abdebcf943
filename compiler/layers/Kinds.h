// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One function per layer kind, from layers.def. Each is defined in a file of its own.
#pragma once

#include "layers/Layer.h"

namespace evenstride::layers {

#define LAYER(keyword, Symbol) const LayerKind &layer##Symbol();
#include "layers/layers.def"

} // namespace evenstride::layers
