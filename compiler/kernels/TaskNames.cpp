// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "kernels/TaskNames.h"

#include <map>

namespace evenstride::kernels {

namespace {

using Names = std::map<std::string, std::string>; // old to new

// Functions are passed to the runtime as variables of these names.
constexpr const char *globalScope = "::";

class Renamer : public Halide::Internal::IRMutator {
public:
  explicit Renamer(const Names &names) : names(names) {}

private:
  using IRMutator::visit;

  Halide::Expr visit(const Halide::Internal::Variable *op) override {
    auto name = names.find(op->name);
    return name == names.end() ? Halide::Expr(op) : Halide::Internal::Variable::make(op->type, name->second);
  }

  const Names &names;
};

} // namespace

void nameTasks(Halide::Module &module, const std::string &symbol) {
  Names names;
  for (Halide::Internal::LoweredFunc &function : module.functions()) {
    if (function.name == symbol)
      continue;
    std::string name = symbol + "_par_for_" + std::to_string(names.size());
    names.emplace(globalScope + function.name, globalScope + name);
    function.name = std::move(name);
  }
  Renamer renamer(names);
  for (Halide::Internal::LoweredFunc &function : module.functions())
    function.body = renamer.mutate(function.body);
}

} // namespace evenstride::kernels
