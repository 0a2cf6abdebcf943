// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The constants of a library: the descriptor `<net>_network` and, where they are embedded, the packed weights.
#pragma once

#include "emit/Program.h"

#include "llvm/IR/Module.h"

#include <memory>
#include <span>
#include <vector>

namespace evenstride::emit {

/// What the descriptor says of the code for one target.
struct LevelInput {
  const Program &program;
  int64_t scratchBytes = 0; // the most of any kernel
  int scratchSlots = 0;
  int64_t sharedScratchBytes = 0;
};

struct DataInput {
  std::vector<LevelInput> levels; // the most demanding first
  std::span<const char> packed;   // the packed weights
  uint64_t weightsId = 0;
  bool embedWeights = true;
};

/// A module with the constant evenstride_network `<net>_network`.
std::unique_ptr<llvm::Module> buildData(const DataInput &input, llvm::LLVMContext &context);

} // namespace evenstride::emit
