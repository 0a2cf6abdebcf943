// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The pipeline as a whole: its clock, its speed on a deep network, networks without layers, and faults in a memory
// plan.
#include "passes/Pipeline.h"

#include "build_ir/BuildIR.h"
#include "passes/Liveness.h"
#include "unit/passes/GraphMaker.h"

#include "doctest/doctest.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"

#include <chrono>

namespace evenstride::tests {

using check::ValueId;
using List = std::vector<int64_t>;

namespace {

// A residual network of `blocks` bottlenecks with batch normalisations, like resnet152 with 50.
check::Graph deepGraph(int blocks) {
  GraphMaker maker;
  maker.graph.name = "deep";
  ValueId value = maker.input("image", {64, 56, 56});
  auto conv = [&](ValueId from, int64_t filters, int64_t kernel) {
    List pad(4, kernel / 2);
    ValueId sum = *maker.add(
        "conv", {{"filters", filters}, {"kernel", List{kernel, kernel}}, {"pad", pad}, {"bias", false}}, {from});
    return *maker.add("batch_norm", {}, {sum});
  };
  auto relu = [&](ValueId from) { return *maker.add("relu", {}, {from}); };
  value = conv(value, 256, 1);
  for (int i = 0; i < blocks; ++i) {
    ValueId branch = conv(relu(conv(relu(conv(value, 64, 1)), 64, 3)), 256, 1);
    value = relu(*maker.add("add", {}, {branch, value}));
  }
  maker.output("features", value);
  return std::move(maker.graph);
}

} // namespace

TEST_CASE("a network as deep as resnet152 takes well below a second, and every pass is timed in order") {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  auto module = build_ir::buildIR(deepGraph(50), context);
  std::vector<std::string> names;
  double total = 0;
  auto timed = [&](std::string_view pass, double seconds) {
    names.emplace_back(pass);
    total += seconds;
  };
  auto start = std::chrono::steady_clock::now();
  REQUIRE(mlir::succeeded(passes::runPipeline(*module, {support::findTarget("x86-64-avx2"), timed})));
  std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  CHECK(taken.count() < 1.0);
  CHECK(total <= taken.count());
  CHECK(names == std::vector<std::string>{"canonicalize-exact", "fold-batch-norm", "fold-priors", "fuse-groups",
                                          "choose-layouts", "plan-memory"});
  // The first convolution and three kernels a block: all else is folded or fused.
  plan::NetworkOp network = *module->getOps<plan::NetworkOp>().begin();
  CHECK(llvm::range_size(network.getBody().getOps<plan::KernelOp>()) == 1 + 3 * 50);
  // Two values of 256 channels, of which one is overwritten by sums, and two of 64.
  CHECK(*network.getArenaBytes() < 3 * 256 * 58 * 58 * sizeof(float));
}

TEST_CASE("a network that returns its input, twice, copies it") {
  GraphMaker maker;
  maker.graph.name = "same";
  ValueId x = maker.input("x", {3, 4, 4});
  maker.output("a", x);
  maker.output("b", x);
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  auto module = build_ir::buildIR(maker.graph, context);
  REQUIRE(mlir::succeeded(passes::runPipeline(*module, {.target = support::findTarget("x86-64-avx2")})));
  plan::NetworkOp network = *module->getOps<plan::NetworkOp>().begin();
  CHECK(llvm::range_size(network.getBody().getOps<plan::KernelOp>()) == 2);
  CHECK(*network.getArenaBytes() == 0);
}

TEST_CASE("an arena in which two live buffers meet is found out") {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  auto module = build_ir::buildIR(deepGraph(2), context);
  REQUIRE(mlir::succeeded(passes::runPipeline(*module, {.target = support::findTarget("x86-64-avx2")})));
  plan::NetworkOp network = *module->getOps<plan::NetworkOp>().begin();
  std::string message;
  mlir::ScopedDiagnosticHandler handler(&context, [&](mlir::Diagnostic &diagnostic) { message = diagnostic.str(); });
  CHECK(mlir::succeeded(passes::verifyArena(network)));
  for (plan::BufferOp buffer : network.getBody().getOps<plan::BufferOp>())
    buffer.setOffset(0);
  CHECK(mlir::failed(passes::verifyArena(network)));
  CHECK(message.find("while both are alive") != std::string::npos);
}

} // namespace evenstride::tests
