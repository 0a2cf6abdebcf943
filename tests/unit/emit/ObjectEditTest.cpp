// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The names of a kernel in a library: its function and hooks are renamed, all else it defines is its own.
#include "emit/ObjectEdit.h"

#include "llvm/Object/ObjectFile.h"

#include <doctest/doctest.h>

#include <set>

using namespace evenstride;

TEST_CASE("the bodies of a kernel's tasks are local") {
  // large enough for tasks: two networks may both have it
  kernels::KernelSpec spec;
  spec.target = support::hostTarget();
  const int block = spec.target->vectorFloats;
  const kernels::Layout layout{
      .channels = 64, .height = 56, .width = 56, .block = block, .rowPitch = 56, .planePitch = 56 * 56};
  spec.family = kernels::Family::Conv;
  spec.inputs = {layout};
  spec.output = layout;
  auto compiled = kernels::compileKernel(spec, "kernel");
  REQUIRE(std::holds_alternative<kernels::KernelObject>(compiled));

  auto adopted = emit::adoptKernel(std::get<kernels::KernelObject>(compiled), "net_k0");
  REQUIRE(bool(adopted));
  const llvm::StringRef bytes(adopted->data(), adopted->size());
  auto file = llvm::object::ObjectFile::createObjectFile(llvm::MemoryBufferRef(bytes, "kernel"));
  REQUIRE(bool(file));
  std::set<std::string> global;
  for (const llvm::object::SymbolRef &symbol : (*file)->symbols())
    if (llvm::cantFail(symbol.getFlags()) & llvm::object::SymbolRef::SF_Global)
      global.insert(llvm::cantFail(symbol.getName()).str());
  CHECK(global == std::set<std::string>{"net_k0", "evenstride_halide_do_par_for"});
}
