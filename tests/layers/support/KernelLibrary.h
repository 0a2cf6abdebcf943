// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Many kernels compiled at once, linked into one shared object and loaded; and a call of one of them.
#pragma once

#include "kernels/KernelSpec.h"

#include <filesystem>
#include <span>

namespace evenstride::layertest {

class KernelLibrary {
public:
  /// Compiles and loads; a failure ends the test. Counts no spec twice: give each once.
  explicit KernelLibrary(std::span<const kernels::KernelSpec> specs);
  ~KernelLibrary();
  KernelLibrary(const KernelLibrary &) = delete;

  /// Calls kernel `index` on inputs, weights and bias where it has some, and output, as the contract orders them.
  int run(size_t index, std::span<float *const> buffers) const;
  const std::string &schedule(size_t index) const { return schedules[index]; }

private:
  void link();

  std::filesystem::path folder;
  void *handle = nullptr;
  std::vector<void *> entries;
  std::vector<std::string> schedules;
};

} // namespace evenstride::layertest
