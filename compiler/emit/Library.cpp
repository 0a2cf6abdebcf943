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
#include "emit/Weights.h"

#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <array>
#include <limits>

namespace evenstride::emit {

namespace {

/// By kernels::Family.
constexpr auto familyNames =
    std::to_array<std::string_view>({"conv", "depthwise conv", "max pool", "avg pool", "global avg pool", "dense",
                                     "elementwise", "crop", "pixel shuffle", "softmax", "pad", "upsample",
                                     "bilinear upsample", "pixel unshuffle", "channel shuffle", "deconv"});
static_assert(familyNames.size() == size_t(kernels::Family::Deconv) + 1);

GroupReport reportOf(const KernelCall &call, const kernels::KernelObject &kernel) {
  const kernels::Layout &layout = call.spec.output;
  GroupReport report;
  report.name = call.title();
  report.layers = call.layers;
  report.family = familyNames[size_t(call.spec.family)];
  report.schedule = kernel.schedule;
  report.plainSum = kernels::isPlainSum(call.spec);
  report.macs = call.macs;
  if (call.spec.hasWeights()) {
    const kernels::PackedSizes sizes = kernels::packedSizes(call.spec);
    report.weightBytes = (sizes.weights + sizes.bias) * int64_t(sizeof(float));
  }
  if (call.output.base == Pointer::Base::Output) {
    report.resultOutput = call.output.index;
    report.resultOutputOffset = call.output.offset;
  } else {
    report.resultOffset = call.output.offset;
  }
  report.resultShape = {layout.channels, layout.height, layout.width};
  report.resultBlock = layout.block;
  report.resultHaloTop = layout.haloTop;
  report.resultHaloLeft = layout.haloLeft;
  report.resultRowPitch = layout.rowPitch;
  report.resultPlanePitch = layout.planePitch;
  return report;
}

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

/// Builds one library; a member per piece that the steps share.
class LibraryBuilder {
public:
  LibraryBuilder(const Program &program, const BackendRequest &request, Machine &machine)
      : program(program), request(request), machine(machine), numbers(numberKernels(program)) {}

  llvm::Expected<LibraryFiles> build();

private:
  llvm::Error addModule(llvm::Module &module, const char *name);
  llvm::Error addOrchestrator();
  llvm::Error addData();
  llvm::Error addKernels();
  void fillReports();

  bool embeds() const { return int64_t(packed.packed().size()) <= request.embedLimit; }

  const Program &program;
  const BackendRequest &request;
  Machine &machine;
  KernelNumbers numbers;
  KernelSet kernels;
  PackedNetwork packed;
  std::vector<Member> members;
  LibraryFiles files;
};

llvm::Error LibraryBuilder::addModule(llvm::Module &module, const char *name) {
  machine.prepare(module);
  auto object = machine.object(module);
  if (!object)
    return object.takeError();
  members.push_back({program.name + "_" + name + ".o", std::move(*object)});
  return llvm::Error::success();
}

llvm::Error LibraryBuilder::addOrchestrator() {
  llvm::LLVMContext context;
  auto module = buildOrchestrator({program, numbers, packed.ofCall, request.instrument}, context);
  return module ? addModule(**module, "run") : module.takeError();
}

llvm::Error LibraryBuilder::addData() {
  DataInput input{.program = program, .packed = packed.packed(), .weightsId = packed.id, .embedWeights = embeds()};
  for (const kernels::KernelObject &kernel : kernels.objects) {
    input.scratchBytes = std::max(input.scratchBytes, kernel.scratchBytes);
    input.scratchSlots = std::max(input.scratchSlots, kernel.scratchSlots);
    input.sharedScratchBytes = std::max(input.sharedScratchBytes, kernel.sharedScratchBytes);
  }
  llvm::LLVMContext context;
  return addModule(*buildData(input, context), "data");
}

llvm::Error LibraryBuilder::addKernels() {
  for (size_t i = 0; i < kernels.objects.size(); ++i) {
    const std::string symbol = kernelSymbol(program, i);
    auto object = adoptKernel(kernels.objects[i], symbol);
    if (!object)
      return object.takeError();
    members.push_back({symbol + ".o", std::move(*object)});
  }
  return llvm::Error::success();
}

void LibraryBuilder::fillReports() {
  const std::vector<const KernelCall *> calls = program.calls();
  for (size_t i = 0; i < calls.size(); ++i)
    files.groups.push_back(reportOf(*calls[i], kernels.objects[numbers.ofCall[i]]));
  files.arenaBytes = program.arenaBytes;
  files.weightBytes = int64_t(packed.packed().size());
  files.kernelsCompiled = kernels.compiled;
  files.kernelsFromCache = kernels.fromCache;
  const HeaderInput headers{program, files.weightBytes, embeds()};
  files.header = cHeader(headers);
  files.cppHeader = cppHeader(headers);
}

llvm::Expected<LibraryFiles> LibraryBuilder::build() {
  if (llvm::Error error = checkName(program))
    return error;
  if (llvm::Error error = checkSizes(program))
    return error;
  if (llvm::Error error = compileKernels(numbers, request).moveInto(kernels))
    return error;
  if (llvm::Error error = packNetwork(program, *request.weights, request.jobs).moveInto(packed))
    return error;
  for (auto add : {&LibraryBuilder::addData, &LibraryBuilder::addOrchestrator, &LibraryBuilder::addKernels})
    if (llvm::Error error = (this->*add)())
      return error;
  fillReports();
  if (llvm::Error error = writeArchive(members).moveInto(files.archive))
    return error;
  if (!embeds())
    files.weightsFile = std::move(packed.file);
  return std::move(files);
}

} // namespace

llvm::Expected<LibraryFiles> emitLibrary(const Program &program, const BackendRequest &request) {
  auto machine = Machine::create(*program.target);
  if (!machine)
    return machine.takeError();
  return LibraryBuilder(program, request, *machine).build();
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
