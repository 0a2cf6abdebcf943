// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How fast a core of this machine reads, and how large its caches are.
#pragma once

#include <array>
#include <cstdint>

namespace evenstride::driver {

/// Bytes a second that one core reads of a buffer of so many, in a row and again and again, in the widest vectors that
/// the CPU has, of `mostFloats` at most. The best of several rounds, which take about `seconds` together.
double measureReading(int64_t bytes, double seconds, int mostFloats);

/// Bytes of the three levels of cache by the operating system; 0 where it does not say.
std::array<int64_t, 3> cacheSizes();

} // namespace evenstride::driver
