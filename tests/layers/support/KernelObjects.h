// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Many kernels compiled at once into the objects of a temporary folder.
#pragma once

#include "kernels/KernelSpec.h"
#include "layers/support/KernelCall.h"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace evenstride::layertest {

class KernelObjects {
public:
  /// A failure ends the test. Counts no spec twice: give each once.
  explicit KernelObjects(std::span<const kernels::KernelSpec> specs);
  ~KernelObjects();
  KernelObjects(const KernelObjects &) = delete;

  size_t size() const { return schedules.size(); }
  /// The name of a kernel's function.
  static std::string symbolOf(size_t index) { return "kernel_" + std::to_string(index); }

  std::filesystem::path folder; // of the objects alone
  std::vector<std::string> schedules;
  std::vector<Scratch> scratch;
};

/// Runs a command of the shell, which must succeed.
void mustRun(const std::string &command);

} // namespace evenstride::layertest
