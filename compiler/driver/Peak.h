// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What this machine's arithmetic units can do at this moment: the yardstick of `bench`.
#pragma once

namespace evenstride::driver {

/// The instructions that the measurement uses: the widest that the CPU has.
enum class PeakInstructions { Avx512, Avx2, Portable };
PeakInstructions peakInstructions();

/// Billions of fp32 operations per second (a multiply-add counts as two) over `threads` threads at once, by a loop that
/// touches registers alone. The best of several rounds of `seconds / 5` each.
double measurePeakGflops(int threads, double seconds);

} // namespace evenstride::driver
