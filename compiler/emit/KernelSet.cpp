// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Numbers, compiles and caches kernels.
#include "emit/KernelSet.h"

#include "emit/KernelCache.h"
#include "emit/Parallel.h"

#include <chrono>
#include <map>
#include <mutex>

namespace evenstride::emit {

namespace {

/// Some thousands of kernels: more than any project has at a time.
constexpr uintmax_t cacheLimit = uintmax_t(512) << 20;

/// The state that compiling threads share.
struct Compilation {
  const std::vector<const KernelCall *> &calls;
  const BackendRequest &request;
  KernelCache cache;
  KernelSet set;
  std::mutex mutex; // guards all below, the counters in `set` and calls of `progress`
  std::string failure;
  int done = 0;

  void compile(size_t kernel);
  void finish(size_t kernel, double seconds);
};

void Compilation::compile(size_t kernel) {
  const auto begin = std::chrono::steady_clock::now();
  if (std::lock_guard lock(mutex); !failure.empty())
    return;
  const KernelCall &call = *calls[kernel];
  const std::string key = KernelCache::keyOf(call.spec);
  std::optional<kernels::KernelObject> found = cache.find(key);
  const bool wasFound = found.has_value();
  if (!wasFound) {
    auto result = kernels::compileKernel(call.spec, "kernel"); // gets its name in the library later
    if (auto *error = std::get_if<kernels::KernelError>(&result)) {
      std::lock_guard lock(mutex);
      failure = "kernel for " + call.title() + ": " + error->message;
      return;
    }
    found = std::move(std::get<kernels::KernelObject>(result));
    cache.store(key, *found);
  }
  set.objects[kernel] = std::move(*found);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
  std::lock_guard lock(mutex);
  ++(wasFound ? set.fromCache : set.compiled);
  finish(kernel, elapsed.count());
}

void Compilation::finish(size_t kernel, double seconds) {
  ++done;
  if (request.progress)
    request.progress(
        {.what = "kernel " + calls[kernel]->title(), .seconds = seconds, .done = done, .total = int(calls.size())});
}

} // namespace

KernelNumbers numberKernels(const Program &program) {
  KernelNumbers numbers;
  std::map<std::string, size_t> byText;
  for (const KernelCall *call : program.calls()) {
    const auto [it, isNew] = byText.try_emplace(kernels::describe(call->spec), numbers.firstCall.size());
    if (isNew)
      numbers.firstCall.push_back(call);
    numbers.ofCall.push_back(it->second);
  }
  return numbers;
}

std::string kernelSymbol(const Program &program, size_t kernel) {
  return program.name + "_k" + std::to_string(kernel) + program.symbolSuffix;
}

llvm::Expected<KernelSet> compileKernels(const std::vector<const KernelCall *> &calls, const BackendRequest &request) {
  Compilation compilation{calls, request, KernelCache(request.cacheDirectory), {}, {}, {}, 0};
  compilation.set.objects.resize(calls.size());
  parallelFor(request.jobs, calls.size(), [&](size_t kernel) { compilation.compile(kernel); });
  if (!compilation.failure.empty())
    return llvm::createStringError(compilation.failure);
  if (compilation.set.compiled > 0)
    compilation.cache.trim(cacheLimit);
  return std::move(compilation.set);
}

} // namespace evenstride::emit
