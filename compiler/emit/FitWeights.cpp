// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "emit/FitWeights.h"

#include "emit/Ways.h"
#include "kernels/Kernels.h"

#include <limits>

namespace evenstride::emit {

namespace {

/// A kernel in the place of another, with smaller weights.
struct Exchange {
  KernelCall *call = nullptr;
  kernels::KernelSpec spec;
  int64_t saved = 0; // bytes
  double lostPerByte = std::numeric_limits<double>::max();
};

void improve(Exchange &best, KernelCall &call) {
  const int64_t bytes = kernels::packedSizes(call.spec).bytes();
  const double cycles = kernels::estimatedCycles(call.spec);
  for (kernels::KernelSpec &other : kernels::ways(asModelled(call.spec))) {
    const int64_t saved = bytes - kernels::packedSizes(other).bytes();
    const double lost = (kernels::estimatedCycles(other) - cycles) / double(saved);
    if (saved > 0 && lost < best.lostPerByte)
      best = {&call, std::move(other), saved, lost};
  }
}

int64_t totalBytes(Program &program) {
  int64_t total = 0;
  for (const KernelCall *call : program.calls()) {
    total += kernels::packedSizes(call->spec).bytes();
    total += call->spec.vectors() * call->spec.vectorFloats() * int64_t(sizeof(float));
  }
  return total;
}

} // namespace

void fitWeights(Program &program, int64_t limit) {
  for (int64_t total = totalBytes(program); total > limit;) {
    Exchange best;
    for (Step &step : program.steps)
      if (auto *call = std::get_if<KernelCall>(&step);
          call && kernels::algorithmOf(call->spec) != kernels::Algorithm::Direct)
        improve(best, *call);
    if (!best.call)
      return;
    best.call->spec = std::move(best.spec);
    total -= best.saved;
  }
}

} // namespace evenstride::emit
