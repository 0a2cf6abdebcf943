// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The door itself: graph to IR, IR through the passes, and on to a library or to the text of a stage.
#include "emit/Backend.h"

#include "build_ir/BuildIR.h"
#include "emit/ArenaPeak.h"
#include "emit/Library.h"
#include "emit/ReadPlan.h"
#include "passes/Pipeline.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"

#include <exception>

namespace evenstride::emit {

namespace {

std::string textOf(mlir::ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream out(text);
  module.print(out);
  return text;
}

passes::PipelineOptions pipelineOptions(const BackendRequest &request) {
  passes::PipelineOptions options;
  options.target = request.target;
  if (request.progress)
    options.timed = [&request](std::string_view pass, double seconds) {
      request.progress({.what = "pass " + std::string(pass), .seconds = seconds});
    };
  return options;
}

template <typename Value> BackendResult resultOf(llvm::Expected<Value> value) {
  if (value)
    return std::move(*value);
  return BackendError{llvm::toString(value.takeError())};
}

BackendResult compileIn(mlir::MLIRContext &context, const BackendRequest &request) {
  mlir::OwningOpRef<mlir::ModuleOp> module = build_ir::buildIR(*request.graph, context);
  if (!module)
    return BackendError{"the network does not translate to IR"};
  if (request.stage == Stage::StrideIR)
    return textOf(*module);
  if (mlir::failed(passes::runPipeline(*module, pipelineOptions(request))))
    return BackendError{"a pass failed"};
  if (request.stage == Stage::PlanIR)
    return textOf(*module);
  auto networks = module->getOps<plan::NetworkOp>();
  if (networks.empty())
    return BackendError{"the passes left no plan"};
  const kernels::Sums sums = request.exact ? kernels::Sums::Plain : kernels::Sums::Any;
  const Program program = readPlan(*networks.begin(), {*request.target, sums});
  if (request.stage != Stage::Library)
    return resultOf(orchestratorText(program, request));
  if (!request.weights)
    return BackendError{"a library needs weights"};
  BackendResult result = resultOf(emitLibrary(program, request));
  if (auto *files = std::get_if<LibraryFiles>(&result))
    files->peak = arenaPeak(*networks.begin());
  return result;
}

BackendResult compile(const BackendRequest &request) {
  try {
    mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
    std::string remarks;
    mlir::ScopedDiagnosticHandler handler(&context, [&](mlir::Diagnostic &diagnostic) {
      remarks += ": " + diagnostic.str();
      return mlir::success();
    });
    BackendResult result = compileIn(context, request);
    if (auto *error = std::get_if<BackendError>(&result))
      error->message += remarks;
    return result;
  } catch (const std::exception &exception) { // exceptions never cross a folder, least of all a shared object
    return BackendError{exception.what()};
  }
}

constexpr Backend backend = {compile};

} // namespace

} // namespace evenstride::emit

__attribute__((visibility("default"))) const evenstride::emit::Backend *evenstride_backend() {
  return &evenstride::emit::backend;
}
