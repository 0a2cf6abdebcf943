// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The constants of a library: the descriptor `<net>_network` and, where they are embedded, the packed weights.
#pragma once

#include "emit/Program.h"

#include "llvm/IR/Module.h"

#include <memory>
#include <span>

namespace evenstride::emit {

/// What the descriptor says beyond the program.
struct DataInput {
  const Program &program;
  std::span<const char> packed; // the packed weights
  uint64_t weightsId = 0;
  bool embedWeights = true;
  int64_t scratchBytes = 0; // the most of any kernel
  int scratchSlots = 0;
  int64_t sharedScratchBytes = 0;
};

/// A module with the constant evenstride_network `<net>_network`.
std::unique_ptr<llvm::Module> buildData(const DataInput &input, llvm::LLVMContext &context);

} // namespace evenstride::emit
