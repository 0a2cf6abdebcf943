// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Writes evenstride_network and its levels (runtime.h) as LLVM constants; the structures are those of the 64-bit C ABI.
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
  Constant *runImage(const Program &program);
  Constant *level(const LevelInput &one);
  Constant *levels();
  Constant *text(std::string_view words) {
    return internal(llvm::ConstantDataArray::getString(context, llvm::StringRef(words.data(), words.size())), "text");
  }

  const DataInput &input;
  const Program &program = input.levels.front().program; // its ports are those of all
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
  for (const Port &port : program.inputs)
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

Constant *DataBuilder::runImage(const Program &one) {
  llvm::Type *i32Type = llvm::Type::getInt32Ty(context);
  auto *type = llvm::FunctionType::get(i32Type, {pointer, pointer, pointer, pointer, pointer}, false);
  auto *function = llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage, runImageSymbol(one), module);
  function->setVisibility(llvm::GlobalValue::HiddenVisibility);
  return function;
}

int64_t cpuFeatures(const support::Target &target) {
  if (!target.triple.starts_with("x86_64"))
    return 0;
  switch (target.vectorFloats) {
  case 4:
    return EVENSTRIDE_CPU_SSE41;
  case 8:
    return EVENSTRIDE_CPU_SSE41 | EVENSTRIDE_CPU_AVX2_FMA;
  default:
    return EVENSTRIDE_CPU_SSE41 | EVENSTRIDE_CPU_AVX2_FMA | EVENSTRIDE_CPU_AVX512;
  }
}

/// The members of evenstride_level in their order; the offsets catch a change of one side alone.
Constant *DataBuilder::level(const LevelInput &one) {
  static_assert(offsetof(evenstride_level, cpu_features) == 8 && offsetof(evenstride_level, arena_bytes) == 16 &&
                offsetof(evenstride_level, shared_bytes) == 32 && offsetof(evenstride_level, run) == 40 &&
                sizeof(evenstride_level) == 48);
  return llvm::ConstantStruct::getAnon({text(one.program.target->name), i32(cpuFeatures(*one.program.target)),
                                        i32(one.scratchSlots), i64(one.program.arenaBytes), i64(one.scratchBytes),
                                        i64(one.sharedScratchBytes), runImage(one.program)});
}

Constant *DataBuilder::levels() {
  std::vector<Constant *> all;
  for (const LevelInput &one : input.levels)
    all.push_back(level(one));
  return internal(llvm::ConstantArray::get(llvm::ArrayType::get(all.front()->getType(), all.size()), all), "levels");
}

/// Likewise of evenstride_network.
void DataBuilder::build() {
  static_assert(offsetof(evenstride_network, name) == 8 && offsetof(evenstride_network, levels) == 16 &&
                offsetof(evenstride_network, weights) == 32 && offsetof(evenstride_network, inputs) == 48 &&
                offsetof(evenstride_network, output_floats) == 72 && sizeof(evenstride_network) == 80);
  Constant *members[] = {i32(EVENSTRIDE_ABI),
                         i32(int64_t(input.levels.size())),
                         text(program.name),
                         levels(),
                         i64(int64_t(input.packed.size())),
                         weights(),
                         i64(int64_t(input.weightsId)),
                         i32(int64_t(program.inputs.size())),
                         i32(int64_t(program.outputs.size())),
                         elementsOf(program.inputs, "input_elements"),
                         elementBytes(),
                         elementsOf(program.outputs, "output_floats")};
  Constant *network = llvm::ConstantStruct::getAnon(members);
  new llvm::GlobalVariable(module, network->getType(), true, llvm::GlobalValue::ExternalLinkage, network,
                           program.name + "_network");
}

} // namespace

std::unique_ptr<llvm::Module> buildData(const DataInput &input, llvm::LLVMContext &context) {
  auto module = std::make_unique<llvm::Module>(input.levels.front().program.name + "_data", context);
  DataBuilder(input, *module).build();
  return module;
}

} // namespace evenstride::emit
