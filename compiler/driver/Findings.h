// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What was measured, in the cache: an entry per subject (a kernel, a plan, the machine), processor and number of
// threads.
#pragma once

#include "driver/Cache.h"

#include <optional>
#include <string>

namespace evenstride::driver {

class Findings {
public:
  Findings(Cache cache, int threads);

  /// The text kept for a subject, or nothing if it was never measured.
  std::optional<std::string> find(const std::string &subject) const;
  void keep(const std::string &subject, const std::string &finding) const;

private:
  std::string keyOf(const std::string &subject) const;

  Cache cache;
  std::string circumstances;
};

} // namespace evenstride::driver
