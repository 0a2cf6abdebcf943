// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The kernels of one library: equal specs of a target once, compiled in parallel or taken from the cache.
#pragma once

#include "emit/Backend.h"
#include "emit/Program.h"
#include "kernels/Kernels.h"

#include "llvm/Support/Error.h"

#include <vector>

namespace evenstride::emit {

/// Which kernel each call calls.
struct KernelNumbers {
  std::vector<const KernelCall *> firstCall; // by kernel: the first call of it
  std::vector<size_t> ofCall;                // by call
};
KernelNumbers numberKernels(const Program &program);

/// "<net>_k3", "<net>_k3.x86-64-avx2": the name of a kernel in the library.
std::string kernelSymbol(const Program &program, size_t kernel);

struct KernelSet {
  std::vector<kernels::KernelObject> objects; // by call
  int compiled = 0, fromCache = 0;
};

/// Compiles a kernel for each of these calls with the request's cache, jobs and progress.
llvm::Expected<KernelSet> compileKernels(const std::vector<const KernelCall *> &calls, const BackendRequest &request);

} // namespace evenstride::emit
