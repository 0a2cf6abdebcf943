// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Peak.h"

#include <algorithm>
#include <chrono>

namespace evenstride::benchkernels {

namespace {

constexpr long rounds = 20000;
constexpr int chains = 12;

#define EVENSTRIDE_FMA(r) "vfmadd213ps %%" r "13, %%" r "14, %%" r
#define EVENSTRIDE_FMAS(r)                                                                                                                            \
  EVENSTRIDE_FMA(r)                                                                                                                                   \
  "0\n" EVENSTRIDE_FMA(r) "1\n" EVENSTRIDE_FMA(r) "2\n" EVENSTRIDE_FMA(r) "3\n" EVENSTRIDE_FMA(                                                       \
      r) "4\n" EVENSTRIDE_FMA(r) "5\n" EVENSTRIDE_FMA(r) "6\n" EVENSTRIDE_FMA(r) "7\n" EVENSTRIDE_FMA(r) "8"                                          \
                                                                                                         "\n" EVENSTRIDE_FMA(r) "9\n" EVENSTRIDE_FMA( \
                                                                                                             r) "10"                                  \
                                                                                                                "\n" EVENSTRIDE_FMA(                  \
                                                                                                                    r) "11\n"
#define EVENSTRIDE_CLOBBERS                                                                                            \
  "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm13", "xmm14"

__attribute__((target("avx512f"))) void multiplyAdd512() {
  asm volatile("vpxorq %%zmm13, %%zmm13, %%zmm13\nvpxorq %%zmm14, %%zmm14, %%zmm14\n" ::: "xmm13", "xmm14");
  for (long i = 0; i < rounds; ++i)
    asm volatile(EVENSTRIDE_FMAS("zmm")::: EVENSTRIDE_CLOBBERS);
}

__attribute__((target("avx2,fma"))) void multiplyAdd256() {
  asm volatile("vpxor %%ymm13, %%ymm13, %%ymm13\nvpxor %%ymm14, %%ymm14, %%ymm14\n" ::: "xmm13", "xmm14");
  for (long i = 0; i < rounds; ++i)
    asm volatile(EVENSTRIDE_FMAS("ymm")::: EVENSTRIDE_CLOBBERS);
}

} // namespace

double measurePeak(int vectorFloats) {
  double best = 0;
  for (int repeat = 0; repeat < 40; ++repeat) {
    const auto begin = std::chrono::steady_clock::now();
    vectorFloats == 16 ? multiplyAdd512() : multiplyAdd256();
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
    best = std::max(best, 2.0 * rounds * chains * vectorFloats / elapsed.count() / 1e9);
  }
  return best;
}

} // namespace evenstride::benchkernels
