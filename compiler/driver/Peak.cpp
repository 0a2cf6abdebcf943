// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Register-only multiply-add loops: as many independent chains as hide the latency of the units.
#include "driver/Peak.h"

#include <algorithm>
#include <barrier>
#include <chrono>
#include <cstdint>
#include <thread>
#include <vector>

namespace evenstride::driver {

using Clock = std::chrono::steady_clock;

// Two units of four cycles' latency need eight chains; twelve leave slack and fit sixteen registers with the factors.
constexpr int chains = 12;

namespace {
typedef float Vector4 __attribute__((vector_size(16)));
typedef float Vector8 __attribute__((vector_size(32)));
typedef float Vector16 __attribute__((vector_size(64)));
} // namespace

/// The loop over all chains. Each chain is a variable of its own and each step one instruction in assembly, so that no
/// compiler moves a chain to memory or computes it beforehand; a macro, because functions with other target attributes
/// are not inlined into each other.
#define EVENSTRIDE_PEAK_LOOP(VECTOR, STEP)                                                                             \
  VECTOR m = VECTOR{} + 0.999f, t = VECTOR{} + 0.001f;                                                                 \
  VECTOR a = t, b = t, c = t, d = t, e = t, f = t, g = t, h = t, i = t, j = t, k = t, l = t;                           \
  for (int64_t pass = 0; pass < passes; ++pass) {                                                                      \
    STEP(a) STEP(b) STEP(c) STEP(d) STEP(e) STEP(f) STEP(g) STEP(h) STEP(i) STEP(j) STEP(k) STEP(l)                    \
  }
/// The same number of steps of one chain, which wait for each other.
#define EVENSTRIDE_CHAIN_LOOP(VECTOR, STEP)                                                                            \
  VECTOR m = VECTOR{} + 0.999f, t = VECTOR{} + 0.001f, a = t;                                                          \
  for (int64_t pass = 0; pass < passes; ++pass) {                                                                      \
    STEP(a) STEP(a) STEP(a) STEP(a) STEP(a) STEP(a) STEP(a) STEP(a) STEP(a) STEP(a) STEP(a) STEP(a)                    \
  }                                                                                                                    \
  (void)m;
#if defined(__x86_64__)
#define EVENSTRIDE_FMA_STEP(X) asm volatile("vfmadd213ps %2, %1, %0" : "+v"(X) : "v"(m), "v"(t));
__attribute__((target("avx512f"))) static void passesAvx512(int64_t passes) {
  EVENSTRIDE_PEAK_LOOP(Vector16, EVENSTRIDE_FMA_STEP)
}
__attribute__((target("avx512f"))) static void chainAvx512(int64_t passes) {
  EVENSTRIDE_CHAIN_LOOP(Vector16, EVENSTRIDE_FMA_STEP)
}
__attribute__((target("avx2,fma"))) static void passesAvx2(int64_t passes) {
  EVENSTRIDE_PEAK_LOOP(Vector8, EVENSTRIDE_FMA_STEP)
}
__attribute__((target("avx2,fma"))) static void chainAvx2(int64_t passes) {
  EVENSTRIDE_CHAIN_LOOP(Vector8, EVENSTRIDE_FMA_STEP)
}
#undef EVENSTRIDE_FMA_STEP
#define EVENSTRIDE_PLAIN_STEP(X) asm volatile("mulps %1, %0\n\taddps %2, %0" : "+x"(X) : "x"(m), "x"(t));
#define EVENSTRIDE_SUM_STEP(X) asm volatile("addps %1, %0" : "+x"(X) : "x"(t)); // products wait for nothing
#else
#define EVENSTRIDE_PLAIN_STEP(X)                                                                                       \
  X = X * m + t;                                                                                                       \
  asm volatile("" : "+w"(X));
#define EVENSTRIDE_SUM_STEP EVENSTRIDE_PLAIN_STEP
#endif
static void passesPortable(int64_t passes) { EVENSTRIDE_PEAK_LOOP(Vector4, EVENSTRIDE_PLAIN_STEP) }
static void chainPortable(int64_t passes) { EVENSTRIDE_CHAIN_LOOP(Vector4, EVENSTRIDE_SUM_STEP) }
#undef EVENSTRIDE_SUM_STEP
#undef EVENSTRIDE_CHAIN_LOOP
#undef EVENSTRIDE_PLAIN_STEP
#undef EVENSTRIDE_PEAK_LOOP

namespace {
using Passes = void (*)(int64_t passes);
struct Loop {
  Passes run, chain;
  int width;
};
} // namespace

static Loop chooseLoop([[maybe_unused]] int mostFloats) {
#if defined(__x86_64__)
  if (mostFloats >= 16 && __builtin_cpu_supports("avx512f"))
    return {passesAvx512, chainAvx512, 16};
  if (mostFloats >= 8 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return {passesAvx2, chainAvx2, 8};
#endif
  return {passesPortable, chainPortable, 4};
}

static double secondsOf(Passes run, int64_t passes) {
  auto begin = Clock::now();
  run(passes);
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Passes that take about `seconds` on one thread.
static int64_t calibrate(Passes run, double seconds) {
  int64_t passes = 1000;
  double taken = secondsOf(run, passes);
  while (taken < 1e-3) {
    passes *= 2;
    taken = secondsOf(run, passes);
  }
  return std::max<int64_t>(1, int64_t(double(passes) * seconds / taken));
}

/// Of about a millisecond each, so that some are not interrupted where the machine is busy.
static int roundsOf(double seconds) { return std::max(5, int(seconds / 1e-3)); }

double measurePeakGflops(int threads, double seconds, int mostFloats) {
  const int rounds = roundsOf(seconds);
  Loop loop = chooseLoop(mostFloats);
  int64_t passes = calibrate(loop.run, seconds / rounds);
  std::barrier start(threads), end(threads);
  double best = 1e300;
  auto work = [&](bool measures) {
    for (int round = 0; round < rounds; ++round) {
      start.arrive_and_wait();
      auto begin = Clock::now();
      loop.run(passes);
      end.arrive_and_wait();
      if (measures)
        best = std::min(best, std::chrono::duration<double>(Clock::now() - begin).count());
    }
  };
  std::vector<std::jthread> others;
  for (int i = 1; i < threads; ++i)
    others.emplace_back(work, false);
  work(true);
  others.clear();
  return 2.0 * chains * loop.width * double(passes) * threads / best / 1e9;
}

double measureLatency(double seconds, int mostFloats) {
  const int rounds = roundsOf(seconds);
  const Passes chain = chooseLoop(mostFloats).chain;
  const int64_t passes = calibrate(chain, seconds / rounds);
  double best = secondsOf(chain, passes);
  for (int round = 1; round < rounds; ++round)
    best = std::min(best, secondsOf(chain, passes));
  return best * 1e9 / (double(passes) * chains);
}

} // namespace evenstride::driver
