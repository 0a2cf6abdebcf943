// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Random networks that check without errors: every window divides, every merge meets. For tests of whatever takes a
// whole network: the check, printing, kernels.
#pragma once

#include <cstdint>
#include <string>

namespace evenstride::test {

struct NetworkLimits {
  int64_t largestExtent = 40;  // rows and columns of inputs
  int64_t mostChannels = 24;   // of any value, but for `flatten`
  size_t mostStatements = 6;   // `let`s of a network
  bool severalNetworks = true; // now and then two in the file
};

/// A file of blocks and networks. The same seed gives the same text everywhere.
std::string randomNetwork(uint64_t seed, const NetworkLimits &limits = {});

} // namespace evenstride::test
