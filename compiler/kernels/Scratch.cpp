// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kernels/Scratch.h"

#include <algorithm>
#include <stdexcept>

namespace evenstride::kernels {

namespace {

using Halide::Internal::Allocate;
using Halide::Internal::Stmt;

// Halide rounds allocations up for loads that reach past their ends.
constexpr int64_t slack = 256;
// Beyond this many bytes Halide's arrays leave the stack.
constexpr int64_t mostOnStack = 16384;

class TaskFinder : public Halide::Internal::IRVisitor {
public:
  bool found = false;

private:
  using IRVisitor::visit;

  void visit(const Halide::Internal::For *op) override {
    found |= op->for_type == Halide::Internal::ForType::Parallel;
    IRVisitor::visit(op);
  }
};

bool holdsTasks(const Stmt &body) {
  TaskFinder finder;
  body.accept(&finder);
  return finder.found;
}

class Counter : public Halide::Internal::IRMutator {
public:
  explicit Counter(Scratch &scratch) : scratch(scratch) {}

private:
  using IRMutator::visit;

  Stmt visit(const Allocate *op) override {
    const int64_t elements = op->constant_allocation_size();
    if (elements == 0 && op->memory_type != Halide::MemoryType::Register)
      throw std::runtime_error("the size of " + op->name + " is not known");
    const int64_t bytes = (elements + op->padding) * op->type.bytes();
    const bool asks = op->memory_type == Halide::MemoryType::Heap ||
                      (op->memory_type != Halide::MemoryType::Register && bytes > mostOnStack);
    if (!asks)
      return IRMutator::visit(op);
    if (depth == 0 && !shared && holdsTasks(op->body)) {
      shared = true;
      scratch.sharedBytes = std::max(scratch.sharedBytes, bytes + slack);
      Stmt result = IRMutator::visit(op);
      shared = false;
      return result;
    }
    scratch.bytes = std::max(scratch.bytes, bytes + slack);
    scratch.depth = std::max(scratch.depth, ++depth);
    Stmt result = IRMutator::visit(op);
    --depth;
    return result;
  }

  Scratch &scratch;
  int depth = 0;
  bool shared = false; // inside the request that tasks share
};

} // namespace

void countScratch(Halide::Pipeline &pipeline, Scratch &scratch) {
  pipeline.add_custom_lowering_pass(new Counter(scratch));
}

} // namespace evenstride::kernels
