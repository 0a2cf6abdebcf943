// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What this machine's arithmetic units can do at this moment: the yardstick of `bench`, and the cycle of the model of
// costs.
#pragma once

namespace evenstride::driver {

/// Billions of fp32 operations per second (a multiply-add counts as two) over `threads` threads at once, by a loop that
/// touches registers alone, with the widest vectors that the CPU has, of `mostFloats` at most. The best of short
/// rounds, which take so many seconds together.
double measurePeakGflops(int threads, double seconds, int mostFloats = 16);

/// Nanoseconds from a multiply-add of such vectors to one that adds to its sum, likewise.
double measureLatency(double seconds, int mostFloats);

} // namespace evenstride::driver
