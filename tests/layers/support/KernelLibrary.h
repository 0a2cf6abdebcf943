// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Many kernels of this machine compiled at once, linked into one shared object and loaded; and a call of one of them.
#pragma once

#include "layers/support/KernelObjects.h"

#include <memory>

namespace evenstride::layertest {

class KernelLibrary {
public:
  /// Compiles and loads; a failure ends the test. Counts no spec twice: give each once.
  explicit KernelLibrary(std::span<const kernels::KernelSpec> specs);
  ~KernelLibrary();
  KernelLibrary(const KernelLibrary &) = delete;

  /// Calls kernel `index` on inputs, weights and bias where it has some, and output, as the contract orders them.
  int run(size_t index, std::span<float *const> buffers) const;
  /// Fills the scratch memory of kernel `index` with NaN, so that a kernel shows what it reads before it writes.
  void spoilScratch(size_t index) const;
  const std::string &schedule(size_t index) const { return objects.schedules[index]; }

private:
  void link();

  KernelObjects objects;
  void *handle = nullptr;
  std::vector<void *> entries;
  std::unique_ptr<std::byte, void (*)(void *)> slots; // one thread's, for any kernel
};

} // namespace evenstride::layertest
