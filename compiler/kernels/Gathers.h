// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Vectors whose lanes are read from several places, as grouped convolutions and shuffles of channels do. Halide reads
// them lane by lane; where the places are known when the kernel is compiled, whole vectors and a shuffle are faster.
#pragma once

#include "kernels/Buffers.h"

namespace evenstride::kernels {

/// When the pipeline is compiled, turns such gathers from inputs in blocks of `lanes` channels, and from Funcs whose
/// innermost extent is `lanes`, into loads of whole blocks and a shuffle. The blocks that are loaded are those that the
/// lanes lie in, so nothing else is read.
void shuffleGathers(Halide::Pipeline &pipeline, const Sources &sources, const std::vector<Halide::Func> &funcs,
                    int lanes);

} // namespace evenstride::kernels
