// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What this machine's arithmetic units can do at this moment: the yardstick of `bench`.
#pragma once

namespace evenstride::driver {

/// Billions of fp32 operations per second (a multiply-add counts as two) over `threads` threads at once, by a loop that
/// touches registers alone, with the widest vectors that the CPU has. The best of several rounds of `seconds / 5` each.
double measurePeakGflops(int threads, double seconds);

} // namespace evenstride::driver
