// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The function that runs one image: calls of the kernels in a line, with loops over strips, built in MLIR's LLVM
// dialect.
#pragma once

#include "emit/KernelSet.h"
#include "emit/Program.h"
#include "emit/Weights.h"

#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"

#include <memory>

namespace evenstride::emit {

struct OrchestratorInput {
  const Program &program;
  const KernelNumbers &kernels;
  const std::vector<WeightOffsets> &weights; // by call
  bool instrument = false;                   // call evenstride_group_done after each kernel
};

/// "<net>_run_image", "<net>_run_image.x86-64-avx2".
std::string runImageSymbol(const Program &program);

/// A module with the one global function
///   int32_t <net>_run_image(context, arena, weights, inputs, outputs)
/// whose parameters are those of evenstride_network::run. It returns the first code of a kernel that is not 0, or 0.
llvm::Expected<std::unique_ptr<llvm::Module>> buildOrchestrator(const OrchestratorInput &input,
                                                                llvm::LLVMContext &context);

} // namespace evenstride::emit
