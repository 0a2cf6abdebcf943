// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// LLVM's target machine for the code around the kernels: straight calls, so the code generator alone will do.
#include "emit/Machine.h"

#include "llvm/IR/LegacyPassManager.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"

namespace evenstride::emit {

namespace {

void initializeTargets() {
  static const bool done = [] {
    llvm::InitializeAllTargetInfos();
    llvm::InitializeAllTargets();
    llvm::InitializeAllTargetMCs();
    llvm::InitializeAllAsmPrinters();
    return true;
  }();
  (void)done;
}

llvm::Error emitFile(llvm::TargetMachine &machine, llvm::Module &module, llvm::raw_pwrite_stream &out,
                     llvm::CodeGenFileType type) {
  llvm::legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, out, nullptr, type))
    return llvm::createStringError("LLVM cannot write this kind of file for " + machine.getTargetTriple().str());
  passes.run(module);
  return llvm::Error::success();
}

} // namespace

llvm::Expected<Machine> Machine::create(const support::Target &target) {
  initializeTargets();
  std::string message;
  const std::string triple(target.triple);
  const llvm::Target *found = llvm::TargetRegistry::lookupTarget(triple, message);
  if (!found)
    return llvm::createStringError(message);
  const llvm::StringRef cpu(target.cpu.data(), target.cpu.size());
  const llvm::StringRef features(target.features.data(), target.features.size());
  return Machine(std::unique_ptr<llvm::TargetMachine>(
      found->createTargetMachine(triple, cpu, features, llvm::TargetOptions(), llvm::Reloc::PIC_)));
}

void Machine::prepare(llvm::Module &module) const {
  module.setTargetTriple(machine->getTargetTriple().str());
  module.setDataLayout(machine->createDataLayout());
  module.setPICLevel(llvm::PICLevel::BigPIC);
}

llvm::Expected<std::vector<char>> Machine::object(llvm::Module &module) const {
  llvm::SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream out(bytes);
  if (llvm::Error error = emitFile(*machine, module, out, llvm::CodeGenFileType::ObjectFile))
    return error;
  return std::vector<char>(bytes.begin(), bytes.end());
}

llvm::Expected<std::string> Machine::assembly(llvm::Module &module) const {
  llvm::SmallString<0> text;
  llvm::raw_svector_ostream out(text);
  if (llvm::Error error = emitFile(*machine, module, out, llvm::CodeGenFileType::AssemblyFile))
    return error;
  return text.str().str();
}

} // namespace evenstride::emit
