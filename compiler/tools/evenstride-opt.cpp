// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// evenstride-opt: reads IR, runs passes by name, prints IR. For tests and for looking at what a pass does.
#include "passes/Passes.h"
#include "passes/Pipeline.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  registry.insert<evenstride::stride::StrideDialect, evenstride::plan::PlanDialect>();
  evenstride::passes::registerEvenstridePasses();
  evenstride::passes::registerPipeline();
  return mlir::failed(
      mlir::MlirOptMain(argc, argv, "evenstride-opt: passes over the stride and plan dialects\n", registry));
}
