// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Puts the pieces of a library together.
#include "emit/Library.h"

#include "emit/Archive.h"
#include "emit/Data.h"
#include "emit/Headers.h"
#include "emit/KernelSet.h"
#include "emit/Machine.h"
#include "emit/ObjectEdit.h"
#include "emit/Orchestrator.h"
#include "emit/Report.h"
#include "emit/Weights.h"

#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <limits>

namespace evenstride::emit {

namespace {

llvm::Error checkName(const Program &program) {
  if (program.name == "evenstride" || program.name.starts_with("evenstride_"))
    return llvm::createStringError("functions of a network called `" + program.name +
                                   "` could have names of the runtime's; give it another name");
  return llvm::Error::success();
}

/// Kernels count floats of a buffer in 32 bits; the check refuses tensors near that, but halos and blocks add to them.
llvm::Error checkSizes(const Program &program) {
  auto fits = [](const kernels::Layout &layout) { return layout.floats() <= std::numeric_limits<int32_t>::max(); };
  for (const KernelCall *call : program.calls())
    if (!fits(call->spec.output) || !std::ranges::all_of(call->spec.inputs, fits))
      return llvm::createStringError(call->title() + " needs a buffer of more than 2^31 floats");
  return llvm::Error::success();
}

/// What a library holds for one target.
struct Level {
  const Program &program;
  KernelNumbers numbers;
  size_t firstKernel = 0; // in the set of all kernels
};

/// Builds one library; a member per piece that the steps share.
class LibraryBuilder {
public:
  LibraryBuilder(std::span<const Program> programs, const BackendRequest &request)
      : programs(programs), request(request) {}

  llvm::Expected<LibraryFiles> build();

private:
  llvm::Error check() const;
  llvm::Error compile();
  llvm::Error addModule(llvm::Module &module, const support::Target &target, std::string name);
  llvm::Error addOrchestrators();
  llvm::Error addData();
  llvm::Error addKernels();
  void fillReports();

  std::span<const kernels::KernelObject> kernelsOf(const Level &level) const {
    return std::span(kernels.objects).subspan(level.firstKernel, level.numbers.firstCall.size());
  }
  /// By the largest program, so that another target in the library moves no weights to a file.
  bool embeds() const {
    return std::ranges::max(packed.programs, {}, &PackedProgram::bytes).bytes <= request.embedLimit;
  }

  std::span<const Program> programs;
  const BackendRequest &request;
  std::vector<Level> levels; // by program
  KernelSet kernels;
  PackedNetwork packed;
  std::vector<Member> members;
  LibraryFiles files;
};

llvm::Error LibraryBuilder::check() const {
  for (const Program &program : programs) {
    if (llvm::Error error = checkRuntime(*program.target))
      return error;
    if (llvm::Error error = checkName(program))
      return error;
    if (llvm::Error error = checkSizes(program))
      return error;
  }
  return llvm::Error::success();
}

llvm::Error LibraryBuilder::compile() {
  std::vector<const KernelCall *> calls;
  for (const Program &program : programs) {
    levels.push_back({program, numberKernels(program), calls.size()});
    calls.insert(calls.end(), levels.back().numbers.firstCall.begin(), levels.back().numbers.firstCall.end());
  }
  return compileKernels(calls, request).moveInto(kernels);
}

llvm::Error LibraryBuilder::addModule(llvm::Module &module, const support::Target &target, std::string name) {
  auto machine = Machine::create(target);
  if (!machine)
    return machine.takeError();
  machine->prepare(module);
  auto object = machine->object(module);
  if (!object)
    return object.takeError();
  members.push_back({std::move(name), std::move(*object)});
  return llvm::Error::success();
}

llvm::Error LibraryBuilder::addOrchestrators() {
  for (size_t i = 0; i < levels.size(); ++i) {
    const Program &program = levels[i].program;
    llvm::LLVMContext context;
    auto module =
        buildOrchestrator({program, levels[i].numbers, packed.programs[i].ofCall, request.instrument}, context);
    if (!module)
      return module.takeError();
    if (llvm::Error error = addModule(**module, *program.target, program.name + "_run" + program.symbolSuffix + ".o"))
      return error;
  }
  return llvm::Error::success();
}

llvm::Error LibraryBuilder::addData() {
  DataInput input{.levels = {}, .packed = packed.packed(), .weightsId = packed.id, .embedWeights = embeds()};
  for (const Level &level : levels) {
    LevelInput &one = input.levels.emplace_back(level.program);
    for (const kernels::KernelObject &kernel : kernelsOf(level)) {
      one.scratchBytes = std::max(one.scratchBytes, kernel.scratchBytes);
      one.scratchSlots = std::max(one.scratchSlots, kernel.scratchSlots);
      one.sharedScratchBytes = std::max(one.sharedScratchBytes, kernel.sharedScratchBytes);
    }
  }
  llvm::LLVMContext context;
  const Program &program = programs.front(); // constants alone: they are the same for all levels
  return addModule(*buildData(input, context), *program.target, program.name + "_data.o");
}

llvm::Error LibraryBuilder::addKernels() {
  for (const Level &level : levels) {
    const auto objects = kernelsOf(level);
    for (size_t i = 0; i < objects.size(); ++i) {
      const std::string symbol = kernelSymbol(level.program, i);
      auto object = adoptKernel(objects[i], symbol);
      if (!object)
        return object.takeError();
      members.push_back({symbol + ".o", std::move(*object)});
    }
  }
  return llvm::Error::success();
}

void LibraryBuilder::fillReports() {
  HeaderInput headers{.program = programs.front(), .targets = {}, .embedWeights = embeds()};
  for (size_t i = 0; i < levels.size(); ++i) {
    const Program &program = levels[i].program;
    headers.targets.push_back(program.target);
    files.plans.push_back({.target = program.target,
                           .groups = groupReports(program, levels[i].numbers, kernelsOf(levels[i])),
                           .arenaBytes = program.arenaBytes,
                           .peak = {},
                           .strips = {},
                           .weightBytes = packed.programs[i].bytes});
    if (request.instrument)
      addAlternatives(program, request.costs, files.plans.back().groups);
  }
  files.weightBytes = int64_t(packed.packed().size());
  files.kernelsCompiled = kernels.compiled;
  files.kernelsFromCache = kernels.fromCache;
  files.header = cHeader(headers);
  files.cppHeader = cppHeader(headers);
}

llvm::Expected<LibraryFiles> LibraryBuilder::build() {
  if (llvm::Error error = check())
    return error;
  if (llvm::Error error = compile())
    return error;
  if (llvm::Error error = packNetwork(programs, *request.weights, request.jobs).moveInto(packed))
    return error;
  for (auto add : {&LibraryBuilder::addData, &LibraryBuilder::addOrchestrators, &LibraryBuilder::addKernels})
    if (llvm::Error error = (this->*add)())
      return error;
  fillReports();
  if (llvm::Error error = writeArchive(members, *programs.front().target).moveInto(files.archive))
    return error;
  if (!embeds())
    files.weightsFile = std::move(packed.file);
  return std::move(files);
}

} // namespace

llvm::Expected<LibraryFiles> emitLibrary(std::span<const Program> programs, const BackendRequest &request) {
  return LibraryBuilder(programs, request).build();
}

llvm::Expected<std::string> orchestratorText(const Program &program, const BackendRequest &request) {
  auto machine = Machine::create(*program.target);
  if (!machine)
    return machine.takeError();
  llvm::LLVMContext context;
  auto module =
      buildOrchestrator({program, numberKernels(program), placeWeights(program), request.instrument}, context);
  if (!module)
    return module.takeError();
  machine->prepare(**module);
  if (request.stage == Stage::Assembly)
    return machine->assembly(**module);
  std::string text;
  llvm::raw_string_ostream out(text);
  (*module)->print(out, nullptr);
  return text;
}

} // namespace evenstride::emit
