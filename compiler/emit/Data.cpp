// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Writes evenstride_network (runtime.h) as LLVM constants; the structure is that of the 64-bit C ABI.
#include "emit/Data.h"

#include "emit/Orchestrator.h"
#include "evenstride/runtime.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/GlobalVariable.h"

#include <cstddef>

namespace evenstride::emit {

namespace {

using llvm::Constant;

class DataBuilder {
public:
  DataBuilder(const DataInput &input, llvm::Module &module)
      : input(input), module(module), context(module.getContext()), pointer(llvm::PointerType::get(context, 0)) {}

  void build();

private:
  Constant *i32(int64_t number) { return llvm::ConstantInt::get(llvm::Type::getInt32Ty(context), uint64_t(number)); }
  Constant *i64(int64_t number) { return llvm::ConstantInt::get(llvm::Type::getInt64Ty(context), uint64_t(number)); }

  llvm::GlobalVariable *internal(Constant *value, llvm::StringRef name) {
    return new llvm::GlobalVariable(module, value->getType(), true, llvm::GlobalValue::PrivateLinkage, value, name);
  }
  Constant *elementsOf(const std::vector<Port> &ports, llvm::StringRef name);
  Constant *elementBytes();
  Constant *weights();
  Constant *runImage();
  int64_t cpuFeatures() const;

  const DataInput &input;
  llvm::Module &module;
  llvm::LLVMContext &context;
  llvm::PointerType *pointer;
};

Constant *DataBuilder::elementsOf(const std::vector<Port> &ports, llvm::StringRef name) {
  std::vector<uint64_t> elements;
  for (const Port &port : ports)
    elements.push_back(uint64_t(port.shape.elements()));
  return internal(llvm::ConstantDataArray::get(context, llvm::ArrayRef(elements)), name);
}

Constant *DataBuilder::elementBytes() {
  std::vector<uint8_t> bytes;
  for (const Port &port : input.program.inputs)
    bytes.push_back(port.bytes ? 1 : sizeof(float));
  return internal(llvm::ConstantDataArray::get(context, llvm::ArrayRef(bytes)), "input_bytes");
}

Constant *DataBuilder::weights() {
  if (!input.embedWeights || input.packed.empty())
    return llvm::ConstantPointerNull::get(pointer);
  // A string of bytes: the one form that LLVM writes to an object as it is.
  Constant *bytes = llvm::ConstantDataArray::getString(context, {input.packed.data(), input.packed.size()}, false);
  llvm::GlobalVariable *global = internal(bytes, "weights");
  global->setAlignment(llvm::Align(64));
  return global;
}

Constant *DataBuilder::runImage() {
  llvm::Type *i32Type = llvm::Type::getInt32Ty(context);
  auto *type = llvm::FunctionType::get(i32Type, {pointer, pointer, pointer, pointer, pointer}, false);
  auto *function =
      llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage, runImageSymbol(input.program), module);
  function->setVisibility(llvm::GlobalValue::HiddenVisibility);
  return function;
}

int64_t DataBuilder::cpuFeatures() const {
  if (!input.program.target->triple.starts_with("x86_64"))
    return 0;
  switch (input.program.target->vectorFloats) {
  case 4:
    return EVENSTRIDE_CPU_SSE41;
  case 8:
    return EVENSTRIDE_CPU_SSE41 | EVENSTRIDE_CPU_AVX2_FMA;
  default:
    return EVENSTRIDE_CPU_SSE41 | EVENSTRIDE_CPU_AVX2_FMA | EVENSTRIDE_CPU_AVX512;
  }
}

void DataBuilder::build() {
  const Program &program = input.program;
  Constant *name = internal(llvm::ConstantDataArray::getString(context, program.name), "name");
  // The members of evenstride_network in their order; those sizes below catch a change of one side alone.
  static_assert(offsetof(evenstride_network, arena_bytes) == 16 && offsetof(evenstride_network, scratch_slots) == 32 &&
                offsetof(evenstride_network, shared_kib) == 36 && offsetof(evenstride_network, weights) == 48 &&
                offsetof(evenstride_network, inputs) == 64 && offsetof(evenstride_network, run) == 96 &&
                sizeof(evenstride_network) == 104);
  Constant *members[] = {i32(EVENSTRIDE_ABI),
                         i32(cpuFeatures()),
                         name,
                         i64(program.arenaBytes),
                         i64(input.scratchBytes),
                         i32(input.scratchSlots),
                         i32((input.sharedScratchBytes + 1023) / 1024),
                         i64(int64_t(input.packed.size())),
                         weights(),
                         i64(int64_t(input.weightsId)),
                         i32(int64_t(program.inputs.size())),
                         i32(int64_t(program.outputs.size())),
                         elementsOf(program.inputs, "input_elements"),
                         elementBytes(),
                         elementsOf(program.outputs, "output_floats"),
                         runImage()};
  Constant *network = llvm::ConstantStruct::getAnon(members);
  new llvm::GlobalVariable(module, network->getType(), true, llvm::GlobalValue::ExternalLinkage, network,
                           program.name + "_network");
}

} // namespace

std::unique_ptr<llvm::Module> buildData(const DataInput &input, llvm::LLVMContext &context) {
  auto module = std::make_unique<llvm::Module>(input.program.name + "_data", context);
  DataBuilder(input, *module).build();
  return module;
}

} // namespace evenstride::emit
