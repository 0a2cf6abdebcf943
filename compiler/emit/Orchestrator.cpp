// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Lowers the steps of a program to the LLVM dialect, and that to LLVM IR.
#include "emit/Orchestrator.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"

#include <algorithm>
#include <array>
#include <span>

namespace evenstride::emit {

namespace {

namespace LLVM = mlir::LLVM;
using mlir::Value;

/// Of Halide's halide_buffer_t: its size, and where `host` is, the one member that kernels read.
constexpr int64_t bufferBytes = 56, hostOffset = 16;

class Lowering {
public:
  Lowering(const OrchestratorInput &input, mlir::ModuleOp module)
      : input(input), module(module), builder(module.getContext()), loc(builder.getUnknownLoc()),
        pointer(LLVM::LLVMPointerType::get(module.getContext())), i32(builder.getI32Type()) {}

  void run();

private:
  void beginFunction();
  void loadPorts();
  void makeBuffers();
  void lower(const KernelCall &call);
  void lower(const ZeroHalo &halo);
  void lower(const SlideRows &slide);
  void lower(const Loop &loop);
  void lowerLine(std::span<const Step> steps);
  void lowerLoop(const Loop &loop, std::span<const Step> body);
  void lowerInTurns(const Step &step, Turns all);
  Value table(std::span<const int64_t> numbers);
  std::vector<Value> argumentsOf(const KernelCall &call);
  void storeHosts(const std::vector<Value> &hosts);
  void returnUnlessZero(Value code);
  void groupDone();

  LLVM::LLVMFuncOp declare(llvm::StringRef name, mlir::Type result, size_t parameters);
  Value call(LLVM::LLVMFuncOp callee, const std::vector<Value> &arguments);
  Value constant(int64_t number);
  Value longConstant(int64_t number);
  Value at(Value base, Value bytes);
  Value at(Value base, int64_t bytes);
  Value baseOf(const Pointer &place);
  Value addressOf(const Pointer &place);

  const OrchestratorInput &input;
  mlir::ModuleOp module;
  mlir::OpBuilder builder;
  mlir::Location loc;
  LLVM::LLVMPointerType pointer;
  mlir::Type i32;
  LLVM::LLVMFuncOp function;
  Value context, arena, weights, inputs, outputs;
  std::vector<Value> inputPointers, outputPointers;
  Value buffers; // halide_buffer_t of the call at hand, one behind the other
  size_t calls = 0, tables = 0;
  Value turn, passed; // of the loop at hand, else null: the number of the turn, and since the step's first one
};

LLVM::LLVMFuncOp Lowering::declare(llvm::StringRef name, mlir::Type result, size_t parameters) {
  if (auto known = module.lookupSymbol<LLVM::LLVMFuncOp>(name))
    return known;
  mlir::OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(module.getBody());
  const llvm::SmallVector<mlir::Type> types(parameters, pointer);
  auto function = builder.create<LLVM::LLVMFuncOp>(loc, name, LLVM::LLVMFunctionType::get(result, types));
  function.setVisibility_(LLVM::Visibility::Hidden);
  function.setDsoLocal(true);
  return function;
}

Value Lowering::call(LLVM::LLVMFuncOp callee, const std::vector<Value> &arguments) {
  auto call = builder.create<LLVM::CallOp>(loc, callee, mlir::ValueRange(arguments));
  return call.getNumResults() ? call.getResult() : Value();
}

Value Lowering::constant(int64_t number) {
  return builder.create<LLVM::ConstantOp>(loc, i32, builder.getI32IntegerAttr(int32_t(number)));
}

Value Lowering::longConstant(int64_t number) {
  return builder.create<LLVM::ConstantOp>(loc, builder.getI64Type(), builder.getI64IntegerAttr(number));
}

Value Lowering::at(Value base, Value bytes) {
  return builder.create<LLVM::GEPOp>(loc, pointer, builder.getI8Type(), base, llvm::ArrayRef<LLVM::GEPArg>{bytes},
                                     /*inbounds=*/true);
}

Value Lowering::at(Value base, int64_t bytes) { return bytes == 0 ? base : at(base, longConstant(bytes)); }

Value Lowering::baseOf(const Pointer &place) {
  switch (place.base) {
  case Pointer::Base::Arena:
    return arena;
  case Pointer::Base::Input:
    return inputPointers[size_t(place.index)];
  case Pointer::Base::Output:
    return outputPointers[size_t(place.index)];
  }
  llvm_unreachable("all bases are listed");
}

Value Lowering::addressOf(const Pointer &place) {
  Value first = at(baseOf(place), place.offset);
  if (place.advance == 0)
    return first;
  return at(first, builder.create<LLVM::MulOp>(loc, passed, longConstant(place.advance)));
}

void Lowering::beginFunction() {
  function = declare(runImageSymbol(input.program), i32, 5);
  mlir::Block *entry = function.addEntryBlock(builder);
  builder.setInsertionPointToEnd(entry);
  context = entry->getArgument(0), arena = entry->getArgument(1), weights = entry->getArgument(2);
  inputs = entry->getArgument(3), outputs = entry->getArgument(4);
}

void Lowering::loadPorts() {
  auto load = [&](Value array, size_t index) -> Value {
    return builder.create<LLVM::LoadOp>(loc, pointer, at(array, int64_t(index * sizeof(void *))));
  };
  for (size_t i = 0; i < input.program.inputs.size(); ++i)
    inputPointers.push_back(load(inputs, i));
  for (size_t i = 0; i < input.program.outputs.size(); ++i)
    outputPointers.push_back(load(outputs, i));
}

void Lowering::makeBuffers() {
  size_t most = 1;
  for (const KernelCall *call : input.program.calls())
    most = std::max(most, call->inputs.size() + 1 + (call->spec.hasWeights() ? 2 : 0) + call->vectors.size());
  Value bytes = constant(int64_t(most) * bufferBytes);
  buffers = builder.create<LLVM::AllocaOp>(loc, pointer, builder.getI8Type(), bytes, /*alignment=*/8);
  Value zero = builder.create<LLVM::ConstantOp>(loc, builder.getI8Type(), builder.getI8IntegerAttr(0));
  builder.create<LLVM::MemsetOp>(loc, buffers, zero, bytes, /*isVolatile=*/false);
}

void Lowering::storeHosts(const std::vector<Value> &hosts) {
  for (size_t i = 0; i < hosts.size(); ++i)
    builder.create<LLVM::StoreOp>(loc, hosts[i], at(buffers, int64_t(i) * bufferBytes + hostOffset));
}

/// Addresses of the buffers of a call, in the order of the kernel's parameters.
std::vector<Value> Lowering::argumentsOf(const KernelCall &call) {
  std::vector<Value> hosts;
  for (const Pointer &operand : call.inputs)
    hosts.push_back(addressOf(operand));
  if (call.spec.hasWeights()) {
    hosts.push_back(at(weights, input.weights[calls].weights));
    hosts.push_back(at(weights, input.weights[calls].bias));
  }
  for (int64_t vector : input.weights[calls].vectors)
    hosts.push_back(at(weights, vector));
  hosts.push_back(addressOf(call.output));
  return hosts;
}

void Lowering::returnUnlessZero(Value code) {
  mlir::Block *stop = function.addBlock(), *next = function.addBlock();
  Value isZero = builder.create<LLVM::ICmpOp>(loc, LLVM::ICmpPredicate::eq, code, constant(0));
  builder.create<LLVM::CondBrOp>(loc, isZero, next, stop);
  builder.setInsertionPointToEnd(stop);
  builder.create<LLVM::ReturnOp>(loc, code);
  builder.setInsertionPointToEnd(next);
}

void Lowering::groupDone() {
  auto callee = module.lookupSymbol<LLVM::LLVMFuncOp>("evenstride_group_done");
  if (!callee) {
    callee = declare("evenstride_group_done", LLVM::LLVMVoidType::get(module.getContext()), 4);
    callee.setFunctionType(
        LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(module.getContext()), {pointer, i32, pointer, pointer}));
  }
  call(callee, {context, constant(int64_t(calls)), arena, outputs});
}

void Lowering::lower(const KernelCall &step) {
  const std::vector<Value> hosts = argumentsOf(step);
  storeHosts(hosts);
  std::vector<Value> arguments = {context};
  for (size_t i = 0; i < hosts.size(); ++i)
    arguments.push_back(at(buffers, int64_t(i) * bufferBytes));
  const std::string name = kernelSymbol(input.program, input.kernels.ofCall[calls]);
  returnUnlessZero(call(declare(name, i32, arguments.size()), arguments));
  if (input.instrument)
    groupDone();
  ++calls;
}

/// Numbers of a call that are known now, in memory.
Value Lowering::table(std::span<const int64_t> numbers) {
  LLVM::GlobalOp global;
  {
    mlir::OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(module.getBody());
    global =
        builder.create<LLVM::GlobalOp>(loc, LLVM::LLVMArrayType::get(builder.getI64Type(), numbers.size()),
                                       /*isConstant=*/true, LLVM::Linkage::Internal, "table" + std::to_string(tables++),
                                       builder.getI64TensorAttr(llvm::ArrayRef(numbers.data(), numbers.size())));
  }
  return builder.create<LLVM::AddressOfOp>(loc, global);
}

void Lowering::lower(const ZeroHalo &step) {
  const kernels::Layout &layout = step.layout;
  const std::array<int64_t, 10> numbers = {layout.blocks(), layout.height,    layout.width,      layout.block,
                                           layout.haloTop,  layout.haloLeft,  layout.haloBottom, layout.haloRight,
                                           layout.rowPitch, layout.planePitch};
  call(declare("evenstride_zero_halo", LLVM::LLVMVoidType::get(module.getContext()), 2),
       {addressOf(step.buffer), table(numbers)});
}

void Lowering::lower(const SlideRows &step) {
  const std::array<int64_t, 4> numbers = {step.blocks, step.planeBytes, step.byBytes, step.keptBytes};
  call(declare("evenstride_slide_rows", LLVM::LLVMVoidType::get(module.getContext()), 3),
       {context, addressOf(step.buffer), table(numbers)});
}

void Lowering::lower(const Loop &) { llvm_unreachable("loops stand in a line of steps, and hold no others"); }

/// The step in those of the turns in which it runs; `all` are those of the loop.
void Lowering::lowerInTurns(const Step &step, Turns all) {
  const Turns turns = turnsOf(step);
  passed = builder.create<LLVM::SubOp>(loc, turn, longConstant(turns.first));
  mlir::Block *next = nullptr;
  if (turns != all) {
    mlir::Block *inside = function.addBlock();
    next = function.addBlock();
    Value runs = builder.create<LLVM::ICmpOp>(loc, LLVM::ICmpPredicate::ult, passed, longConstant(turns.count()));
    builder.create<LLVM::CondBrOp>(loc, runs, inside, next);
    builder.setInsertionPointToEnd(inside);
  }
  std::visit([&](const auto &one) { lower(one); }, step);
  if (!next)
    return;
  builder.create<LLVM::BrOp>(loc, mlir::ValueRange(), next);
  builder.setInsertionPointToEnd(next);
}

void Lowering::lowerLoop(const Loop &loop, std::span<const Step> body) {
  mlir::Block *inside = function.addBlock(), *next = function.addBlock();
  turn = inside->addArgument(builder.getI64Type(), loc);
  builder.create<LLVM::BrOp>(loc, mlir::ValueRange(longConstant(0)), inside);
  builder.setInsertionPointToEnd(inside);
  for (const Step &step : body)
    lowerInTurns(step, {0, loop.turns});
  Value after = builder.create<LLVM::AddOp>(loc, turn, longConstant(1));
  Value goesOn = builder.create<LLVM::ICmpOp>(loc, LLVM::ICmpPredicate::ult, after, longConstant(loop.turns));
  builder.create<LLVM::CondBrOp>(loc, goesOn, inside, mlir::ValueRange(after), next, mlir::ValueRange());
  builder.setInsertionPointToEnd(next);
}

void Lowering::lowerLine(std::span<const Step> steps) {
  for (size_t i = 0; i < steps.size(); ++i) {
    if (const auto *loop = std::get_if<Loop>(&steps[i])) {
      lowerLoop(*loop, steps.subspan(i + 1, loop->steps));
      i += loop->steps;
      continue;
    }
    std::visit([&](const auto &one) { lower(one); }, steps[i]);
  }
}

void Lowering::run() {
  beginFunction();
  loadPorts();
  makeBuffers();
  lowerLine(input.program.steps);
  builder.create<LLVM::ReturnOp>(loc, constant(0));
}

} // namespace

std::string runImageSymbol(const Program &program) { return program.name + "_run_image" + program.symbolSuffix; }

llvm::Expected<std::unique_ptr<llvm::Module>> buildOrchestrator(const OrchestratorInput &input,
                                                                llvm::LLVMContext &llvmContext) {
  mlir::DialectRegistry registry;
  mlir::registerBuiltinDialectTranslation(registry);
  mlir::registerLLVMDialectTranslation(registry);
  mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
  context.loadDialect<LLVM::LLVMDialect>();
  mlir::OwningOpRef<mlir::ModuleOp> module = mlir::ModuleOp::create(mlir::UnknownLoc::get(&context));
  Lowering(input, *module).run();
  if (mlir::failed(mlir::verify(*module)))
    return llvm::createStringError("the code that calls the kernels does not verify");
  std::unique_ptr<llvm::Module> result = mlir::translateModuleToLLVMIR(*module, llvmContext, input.program.name);
  if (!result)
    return llvm::createStringError("the code that calls the kernels does not translate to LLVM IR");
  return result;
}

} // namespace evenstride::emit
