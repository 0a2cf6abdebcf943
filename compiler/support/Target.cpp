// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The list of targets, of each kind of processor from the weakest to the strongest, and the question which of them this
// machine can run.
#include "support/Target.h"

#include <algorithm>
#include <iterator>

namespace evenstride::support {

namespace {

constexpr std::string_view x86 = "x86_64-unknown-linux-gnu";

// Halide strings are written out: its own host detection infers features that a virtual machine may hide.
constexpr Target targets[] = {
    {.name = "x86-64-sse41",
     .needs = "SSE4.1",
     .triple = x86,
     .cpu = "x86-64",
     .features = "+sse4.1",
     .halide = "x86-64-linux-sse41",
     .vectorFloats = 4,
     .vectorRegisters = 16,
     .fma = false},
    {.name = "x86-64-avx2",
     .needs = "AVX2, FMA and F16C",
     .triple = x86,
     .cpu = "x86-64",
     .features = "+avx2,+fma,+f16c",
     .halide = "x86-64-linux-sse41-avx-avx2-f16c-fma",
     .vectorFloats = 8,
     .vectorRegisters = 16,
     .fma = true},
    {.name = "x86-64-avx512",
     .needs = "AVX-512 F, CD, BW, DQ and VL",
     .triple = x86,
     .cpu = "skylake-avx512",
     .features = "",
     .halide = "x86-64-linux-sse41-avx-avx2-f16c-fma-avx512-avx512_skylake",
     .vectorFloats = 16,
     .vectorRegisters = 32,
     .fma = true},
    {.name = "aarch64-neon",
     .needs = "ARMv8-A",
     .triple = "aarch64-unknown-linux-gnu",
     .cpu = "generic",
     .features = "+neon",
     .halide = "arm-64-linux",
     .vectorFloats = 4,
     .vectorRegisters = 32,
     .fma = true},
};

} // namespace

std::span<const Target> allTargets() { return targets; }

const Target *findTarget(std::string_view name) {
  auto found = std::ranges::find(targets, name, &Target::name);
  return found == std::end(targets) ? nullptr : found;
}

// __builtin_cpu_supports asks the operating system too: a level whose registers it does not save is not there.
bool hostRuns(const Target &target) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (target.triple != x86)
    return false;
  switch (target.vectorFloats) {
  case 4:
    return __builtin_cpu_supports("sse4.1");
  case 8:
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
  default: // LLVM takes the small integer instructions of the level for granted as well
    return __builtin_cpu_supports("x86-64-v4");
  }
#elif defined(__aarch64__)
  return target.triple.starts_with("aarch64");
#else
  return false;
#endif
}

const Target *hostTarget() {
  for (size_t i = std::size(targets); i-- > 0;)
    if (hostRuns(targets[i]))
      return &targets[i];
  return nullptr;
}

} // namespace evenstride::support
