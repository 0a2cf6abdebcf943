// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What decides between ways to compute the same: how fast a core is, and how large and fast the memories behind it are.
#pragma once

#include <cstdint>

namespace evenstride::support {

/// One core, its caches and memory. A cycle is the time of two multiply-adds of whole vectors, whatever the clock is,
/// so that speeds of memory compare with arithmetic. The defaults stand for the cores of today's servers and desktops;
/// all builds without `--tune` take them, so that a network is the same wherever it is compiled. `evenstride targets
/// --measure` shows those of this machine.
struct MachineCosts {
  double latency = 4.4;   // cycles from one multiply-add to the next that adds to its sum
  double vectorLoads = 2; // of whole vectors from the first level of cache, a cycle
  double secondLevelBytes = 32, thirdLevelBytes = 12, memoryBytes = 6; // read in a row by one core, a cycle
  int64_t firstLevel = 32 << 10, secondLevel = 1 << 20;                // bytes
  int64_t thirdLevel = 32 << 20;                                       // that several cores share

  bool operator==(const MachineCosts &) const = default;
};

} // namespace evenstride::support
