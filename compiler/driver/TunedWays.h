// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What was measured of kernels, in the cache: an entry per kernel, processor and number of threads.
#pragma once

#include "driver/Cache.h"

#include <optional>
#include <string>

namespace evenstride::driver {

class TunedWays {
public:
  TunedWays(Cache cache, int threads);

  /// The text of the fastest way to compute a kernel, or nothing if it was never measured.
  std::optional<std::string> find(const std::string &kernel) const;
  void keep(const std::string &kernel, const std::string &way) const;

private:
  std::string keyOf(const std::string &kernel) const;

  Cache cache;
  std::string circumstances;
};

} // namespace evenstride::driver
