// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "emit/Ways.h"

#include "kernels/Kernels.h"

namespace evenstride::emit {

kernels::KernelSpec asModelled(kernels::KernelSpec spec) {
  spec.algorithm = kernels::Algorithm::Chosen;
  spec.tile = {0, 0};
  spec.groupTiles = 0;
  return spec;
}

void takeWays(Program &program, const Ways &ways) {
  for (Step &step : program.steps) {
    auto *call = std::get_if<KernelCall>(&step);
    const auto way = call ? ways.find(kernels::describe(call->spec)) : ways.end();
    if (way == ways.end())
      continue;
    for (kernels::KernelSpec &other : kernels::ways(call->spec))
      if (kernels::describe(other) == way->second) {
        call->spec = std::move(other);
        break;
      }
  }
}

} // namespace evenstride::emit
