// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The packed weights of a library: batch normalisations folded in double, each kernel's tensors in the order in which
// it reads them, one 64-byte aligned block for all kernels of all targets.
#pragma once

#include "emit/Backend.h"
#include "emit/Program.h"

#include "llvm/Support/Error.h"

#include <span>
#include <vector>

namespace evenstride::emit {

/// Where a call's tensors begin, in bytes into the packed weights; -1 where the kernel has none.
struct WeightOffsets {
  int64_t weights = -1, bias = -1;
  std::vector<int64_t> vectors;
};

/// The tensors of one program in the block.
struct PackedProgram {
  std::vector<WeightOffsets> ofCall;
  int64_t bytes = 0; // of its tensors, also where other programs share them
};

struct PackedNetwork {
  std::vector<PackedProgram> programs;
  std::vector<char> file; // evenstride_weights_header, then the packed weights
  uint64_t id = 0;        // a hash of the packed weights

  std::span<const char> packed() const;
};

/// Packs the weights of the same network planned for several targets; equal tensors are stored once. An error names a
/// tensor that is missing or has the wrong size.
llvm::Expected<PackedNetwork> packNetwork(std::span<const Program> programs, const WeightMap &weights, int jobs);

/// Offsets for texts of the compiler's stages, where no weights are at hand: nothing is shared.
std::vector<WeightOffsets> placeWeights(const Program &program);

} // namespace evenstride::emit
