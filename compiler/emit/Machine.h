// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// LLVM IR to machine code, in process.
#pragma once

#include "support/Target.h"

#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"
#include "llvm/Target/TargetMachine.h"

#include <memory>
#include <string>
#include <vector>

namespace evenstride::emit {

class Machine {
public:
  static llvm::Expected<Machine> create(const support::Target &target);

  /// Sets the module's triple and data layout; call before building types that depend on them.
  void prepare(llvm::Module &module) const;

  /// Position-independent object file.
  llvm::Expected<std::vector<char>> object(llvm::Module &module) const;
  llvm::Expected<std::string> assembly(llvm::Module &module) const;

private:
  explicit Machine(std::unique_ptr<llvm::TargetMachine> machine) : machine(std::move(machine)) {}
  std::unique_ptr<llvm::TargetMachine> machine;
};

} // namespace evenstride::emit
