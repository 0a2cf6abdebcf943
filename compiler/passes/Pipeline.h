// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `stride` IR to `plan` IR: all passes in their order.
#pragma once

#include "passes/StripCost.h"
#include "support/Target.h"

#include "mlir/IR/BuiltinOps.h"

#include <functional>
#include <string_view>

namespace evenstride::passes {

struct PipelineOptions {
  const support::Target *target = nullptr;
  /// Called after each pass with its name and the seconds it took; may be empty.
  std::function<void(std::string_view pass, double seconds)> timed = {};
  /// The model of what kernels cost, by which pools are split off; none are without one.
  KernelCycles cycles = {};
  support::MachineCosts costs = {};
  /// Which kernels run strip by strip; none where nothing is said.
  StripChoice strips = {};
};

/// Turns every stride.network of the module into a plan.network. Fails only by a fault of the compiler, which it
/// reports through the context's diagnostics.
llvm::LogicalResult runPipeline(mlir::ModuleOp module, const PipelineOptions &options);

/// Registers the whole list as `--to-plan="target=…"` for evenstride-opt.
void registerPipeline();

} // namespace evenstride::passes
