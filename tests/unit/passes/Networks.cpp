// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The networks of bench/ and dsl-examples/ are planned for every target, with no copies but of inputs.
#include "build_ir/BuildIR.h"
#include "check/Check.h"
#include "interchange/DiskTexts.h"
#include "passes/Liveness.h"
#include "passes/Pipeline.h"
#include "syntax/Load.h"

#include "doctest/doctest.h"
#include "mlir/IR/MLIRContext.h"
#include "support/Paths.h"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace evenstride::tests {

namespace {

std::string textOf(const std::filesystem::path &path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// Kernels without layers: those that only move data.
int copiesIn(plan::NetworkOp network) {
  int copies = 0;
  for (plan::KernelOp kernel : network.getBody().getOps<plan::KernelOp>())
    copies += kernel.getLayers().empty();
  return copies;
}

void planAll(const std::filesystem::path &folder, int &planned) {
  for (const auto &entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".stride")
      continue;
    CAPTURE(entry.path().filename().string());
    auto file = std::make_shared<const support::SourceFile>(entry.path().string(), textOf(entry.path()));
    diagnostics::Sink sink;
    ast::Program program = syntax::load(file, interchange::DiskTexts(), sink);
    std::vector<check::Graph> graphs = check::check(program, sink);
    if (sink.hasErrors())
      continue; // an example of a mistake
    for (const check::Graph &graph : graphs)
      for (const support::Target &target : support::allTargets()) {
        mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
        auto module = build_ir::buildIR(graph, context);
        REQUIRE(mlir::succeeded(passes::runPipeline(*module, {.target = &target})));
        plan::NetworkOp network = *module->getOps<plan::NetworkOp>().begin();
        CHECK(mlir::succeeded(passes::verifyArena(network)));
        // An input is copied into a halo, an output out of blocks.
        CHECK(copiesIn(network) <= int(graph.inputs.size() + graph.outputs.size()));
        ++planned;
      }
  }
}

} // namespace

TEST_CASE("the networks of the repository are planned") {
  int planned = 0;
  planAll(test::sourceDirectory() / "bench" / "networks", planned);
  planAll(test::sourceDirectory() / "dsl-examples", planned);
  CHECK(planned >= 3 * 8);
}

} // namespace evenstride::tests
