// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The door itself: graph to IR, IR through the passes, and on to a library or to the text of a stage.
#include "emit/Backend.h"

#include "build_ir/BuildIR.h"
#include "emit/ArenaPeak.h"
#include "emit/FitWeights.h"
#include "emit/Library.h"
#include "emit/ReadPlan.h"
#include "emit/StripCycles.h"
#include "emit/StripsReport.h"
#include "emit/Ways.h"
#include "passes/Pipeline.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"

#include <algorithm>
#include <exception>
#include <functional>

namespace evenstride::emit {

namespace {

std::string textOf(mlir::ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream out(text);
  module.print(out);
  return text;
}

Reading readingOf(const BackendRequest &request, const support::Target &target) {
  return {target, request.exact ? kernels::Sums::Plain : kernels::Sums::Any};
}

passes::PipelineOptions pipelineOptions(const BackendRequest &request, const Reading &reading) {
  passes::PipelineOptions options;
  options.target = &reading.target;
  options.cycles = stripCycles(reading, request.costs);
  options.costs = request.costs;
  if (request.strips == Strips::WherePays)
    options.strips = {.cycles = options.cycles, .costs = request.costs, .rows = request.stripRows};
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

using Module = mlir::OwningOpRef<mlir::ModuleOp>;

llvm::Expected<Module> strideModule(mlir::MLIRContext &context, const BackendRequest &request) {
  Module module = build_ir::buildIR(*request.graph, context);
  if (!module)
    return llvm::createStringError("the network does not translate to IR");
  return module;
}

llvm::Expected<Module> planModule(mlir::MLIRContext &context, const BackendRequest &request,
                                  const support::Target &target) {
  llvm::Expected<Module> module = strideModule(context, request);
  const Reading reading = readingOf(request, target);
  if (module && mlir::failed(passes::runPipeline(**module, pipelineOptions(request, reading))))
    return llvm::createStringError("a pass failed");
  if (module && (*module)->getOps<plan::NetworkOp>().empty())
    return llvm::createStringError("the passes left no plan");
  return module;
}

/// A network planned for one target.
struct Planned {
  Program program;
  ArenaPeak peak;
  std::vector<StripsReport> strips;
};

llvm::Expected<Planned> planFor(mlir::MLIRContext &context, const BackendRequest &request,
                                const support::Target &target) {
  auto module = planModule(context, request, target);
  if (!module)
    return module.takeError();
  plan::NetworkOp network = *(*module)->getOps<plan::NetworkOp>().begin();
  Planned planned{readPlan(network, readingOf(request, target)), arenaPeak(network), stripsReports(network)};
  takeWays(planned.program, request.ways);
  fitWeights(planned.program, request.weightLimit);
  return planned;
}

llvm::Expected<std::string> textOfStage(mlir::MLIRContext &context, const BackendRequest &request) {
  const support::Target &target = *request.targets.front();
  if (request.stage == Stage::StrideIR || request.stage == Stage::PlanIR) {
    auto module =
        request.stage == Stage::StrideIR ? strideModule(context, request) : planModule(context, request, target);
    if (!module)
      return module.takeError();
    return textOf(**module);
  }
  auto planned = planFor(context, request, target);
  if (!planned)
    return planned.takeError();
  return orchestratorText(planned->program, request);
}

llvm::Expected<LibraryFiles> library(mlir::MLIRContext &context, const BackendRequest &request) {
  if (!request.weights)
    return llvm::createStringError("a library needs weights");
  std::vector<const support::Target *> targets = request.targets;
  std::ranges::sort(targets, std::greater()); // they lie in one list, the most demanding last
  std::vector<Program> programs;
  std::vector<Planned> all;
  for (const support::Target *target : targets) {
    auto planned = planFor(context, request, *target);
    if (!planned)
      return planned.takeError();
    if (targets.size() > 1)
      planned->program.symbolSuffix = "." + std::string(target->name);
    programs.push_back(std::move(planned->program));
    all.push_back(std::move(*planned));
  }
  auto files = emitLibrary(programs, request);
  for (size_t i = 0; files && i < all.size(); ++i) {
    files->plans[i].peak = std::move(all[i].peak);
    files->plans[i].strips = std::move(all[i].strips);
  }
  return files;
}

BackendResult compileIn(mlir::MLIRContext &context, const BackendRequest &request) {
  return request.stage == Stage::Library ? resultOf(library(context, request))
                                         : resultOf(textOfStage(context, request));
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
