// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Asks the CPU, by its own instructions, whether it runs the code of a library; the compiler's builtin for this would
// need a static constructor.
#include "Internal.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#if defined(__x86_64__)

namespace {

struct Leaf {
  uint32_t a = 0, b = 0, c = 0, d = 0;
};

Leaf leafOf(uint32_t number) {
  Leaf leaf;
  __get_cpuid_count(number, 0, &leaf.a, &leaf.b, &leaf.c, &leaf.d); // all zero where there is no such leaf
  return leaf;
}

constexpr bool hasAll(uint32_t bits, uint32_t wanted) { return (bits & wanted) == wanted; }

/// The register files that the operating system saves (XCR0): 2 SSE, 4 AVX, 0xe0 AVX-512.
uint32_t savedRegisters(const Leaf &first) {
  if (!hasAll(first.c, bit_OSXSAVE))
    return 0;
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

} // namespace

uint32_t evenstride_internal_cpu_features() {
  Leaf first = leafOf(1), seventh = leafOf(7);
  uint32_t saved = savedRegisters(first), found = 0;
  if (hasAll(first.c, bit_SSE4_1))
    found |= EVENSTRIDE_CPU_SSE41;
  if (hasAll(first.c, bit_AVX | bit_FMA | bit_F16C) && hasAll(seventh.b, bit_AVX2) && hasAll(saved, 0x6))
    found |= EVENSTRIDE_CPU_AVX2_FMA;
  constexpr uint32_t avx512 = bit_AVX512F | bit_AVX512CD | bit_AVX512BW | bit_AVX512DQ | bit_AVX512VL;
  if ((found & EVENSTRIDE_CPU_AVX2_FMA) && hasAll(seventh.b, avx512) && hasAll(saved, 0xe6))
    found |= EVENSTRIDE_CPU_AVX512;
  return found;
}

#else

// Every AArch64 has NEON; libraries for it ask for nothing else.
uint32_t evenstride_internal_cpu_features() { return 0; }

#endif
