// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The list of passes, and the clock on each.
#include "passes/Pipeline.h"

#include "passes/FormStrips.h"
#include "passes/Passes.h"
#include "passes/SplitPools.h"

#include "mlir/Pass/PassInstrumentation.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"

#include <chrono>

namespace evenstride::passes {

using namespace mlir;

static void addPasses(OpPassManager &passes, StringRef target, const PipelineOptions &options = {}) {
  OpPassManager &onLayers = passes.nest<stride::NetworkOp>();
  onLayers.addPass(createCanonicalizeExact());
  onLayers.addPass(createFoldBatchNorm());
  onLayers.addPass(createFoldPriors());
  onLayers.addPass(createFuseGroups());
  passes.addPass(createChooseLayouts({.targetName = target.str()}));
  OpPassManager &onBuffers = passes.nest<plan::NetworkOp>();
  if (options.cycles)
    onBuffers.addPass(createSplitPools(options.cycles, options.costs));
  if (options.strips.isMade())
    onBuffers.addPass(createFormStrips(options.strips));
  onBuffers.addPass(createPlanMemory());
}

namespace {

struct ToPlanOptions : PassPipelineOptions<ToPlanOptions> {
  Option<std::string> target{*this, "target", llvm::cl::desc("Name of the target"), llvm::cl::init("x86-64-avx2")};
};

class Stopwatch : public PassInstrumentation {
public:
  explicit Stopwatch(const PipelineOptions &options) : options(options) {}

  void runBeforePass(Pass *, Operation *) override { starts.push_back(Clock::now()); }
  void runAfterPass(Pass *pass, Operation *) override {
    std::chrono::duration<double> taken = Clock::now() - starts.back();
    starts.pop_back();
    if (!pass->getArgument().empty()) // adaptors between nesting levels have no name
      options.timed(pass->getArgument(), taken.count());
  }
  void runAfterPassFailed(Pass *, Operation *) override { starts.pop_back(); }

private:
  using Clock = std::chrono::steady_clock;
  const PipelineOptions &options;
  std::vector<Clock::time_point> starts; // passes nest: adaptors run others
};

} // namespace

LogicalResult runPipeline(ModuleOp module, const PipelineOptions &options) {
  PassManager passes(module->getName());
  addPasses(passes, options.target->name, options);
  if (options.timed)
    passes.addInstrumentation(std::make_unique<Stopwatch>(options));
  return passes.run(module);
}

void registerPipeline() {
  PassPipelineRegistration<ToPlanOptions>(
      "to-plan", "All passes from `stride` to `plan`",
      [](OpPassManager &passes, const ToPlanOptions &options) { addPasses(passes, options.target); });
}

} // namespace evenstride::passes
