// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Compiled kernels on disk, by content: the name of an entry is a hash of all that its code depends on. Safe for
// several processes at once; a damaged entry counts as absent.
#pragma once

#include "kernels/Kernels.h"

#include <filesystem>
#include <optional>
#include <string>

namespace evenstride::emit {

class KernelCache {
public:
  /// An empty directory means no cache: nothing is found, nothing is kept. The directory is made when first needed.
  explicit KernelCache(std::filesystem::path directory) : directory(std::move(directory)) {}

  /// All that the code of a kernel depends on.
  static std::string keyOf(const kernels::KernelSpec &spec);

  /// The kernel under this key, or nothing. Marks the entry as used.
  std::optional<kernels::KernelObject> find(const std::string &key) const;

  /// Keeps a kernel. A failure (a full disk) only means that it is compiled again next time.
  void store(const std::string &key, const kernels::KernelObject &object) const;

  /// Removes the entries that were used longest ago until `limit` bytes are left, and what crashed writers left behind.
  void trim(uintmax_t limit) const;

  /// Where an entry lies.
  std::filesystem::path pathOf(const std::string &key) const;

private:
  std::filesystem::path directory;
};

} // namespace evenstride::emit
