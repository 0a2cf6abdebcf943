// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Loops that do nothing but load, into as many sums as hide the latency of an addition.
#include "driver/Bandwidth.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <limits>
#include <memory>
#include <new>
#include <string>

namespace evenstride::driver {

using Clock = std::chrono::steady_clock;

static double secondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

namespace {
typedef float Vector4 __attribute__((vector_size(16)));
typedef float Vector8 __attribute__((vector_size(32)));
typedef float Vector16 __attribute__((vector_size(64)));
} // namespace

constexpr int64_t stepFloats = 8 * 16; // eight of the widest vectors
constexpr std::align_val_t alignment{64};

/// A macro, because functions with other target attributes are not inlined into each other.
#define EVENSTRIDE_READ_LOOP(VECTOR)                                                                                   \
  VECTOR a{}, b{}, c{}, d{}, e{}, f{}, g{}, h{};                                                                       \
  for (const VECTOR *at = reinterpret_cast<const VECTOR *>(begin),                                                     \
                    *end = at + floats * sizeof(float) / sizeof(VECTOR);                                               \
       at < end; at += 8) {                                                                                            \
    a += at[0], b += at[1], c += at[2], d += at[3], e += at[4], f += at[5], g += at[6], h += at[7];                    \
  }                                                                                                                    \
  a += b + c + d + e + f + g + h;                                                                                      \
  asm volatile("" : : "r"(&a) : "memory"); // keeps the sums alive
#if defined(__x86_64__)
__attribute__((target("avx512f"))) static void readAvx512(const float *begin, int64_t floats) {
  EVENSTRIDE_READ_LOOP(Vector16)
}
__attribute__((target("avx2"))) static void readAvx2(const float *begin, int64_t floats) {
  EVENSTRIDE_READ_LOOP(Vector8)
}
#endif
static void readPortable(const float *begin, int64_t floats) { EVENSTRIDE_READ_LOOP(Vector4) }
#undef EVENSTRIDE_READ_LOOP

using Read = void (*)(const float *begin, int64_t floats);

static Read chooseRead([[maybe_unused]] int mostFloats) {
#if defined(__x86_64__)
  if (mostFloats >= 16 && __builtin_cpu_supports("avx512f"))
    return readAvx512;
  if (mostFloats >= 8 && __builtin_cpu_supports("avx2"))
    return readAvx2;
#endif
  return readPortable;
}

namespace {
struct Release {
  void operator()(float *memory) const { operator delete[](memory, alignment); }
};
} // namespace

double measureReading(int64_t bytes, double seconds, int mostFloats) {
  constexpr int fewestRounds = 8;
  constexpr double roundSeconds = 3e-4;                              // short, so that some are not interrupted
  constexpr int64_t mostAtOnce = (2 << 20) / int64_t(sizeof(float)); // of large buffers, a piece after the other
  const int64_t floats = std::max(bytes / int64_t(sizeof(float)) / stepFloats, int64_t(1)) * stepFloats;
  const std::unique_ptr<float[], Release> buffer(new (alignment) float[size_t(floats)]());
  const Read read = chooseRead(mostFloats);
  const int64_t piece = std::min(floats, mostAtOnce);
  auto secondsFor = [&](const float *begin, int64_t passes) {
    const auto start = Clock::now();
    for (int64_t pass = 0; pass < passes; ++pass)
      read(begin, piece);
    return secondsSince(start);
  };
  read(buffer.get(), floats); // the end of it may be in the cache since it was filled
  const int64_t passes =
      piece < floats ? 1 : std::max<int64_t>(1, int64_t(roundSeconds / std::max(secondsFor(buffer.get(), 1), 1e-8)));
  double best = std::numeric_limits<double>::max();
  const auto start = Clock::now();
  int64_t at = 0;
  for (int round = 0; round < fewestRounds || secondsSince(start) < seconds; ++round) {
    best = std::min(best, secondsFor(&buffer[size_t(at)], passes));
    at = at + 2 * piece <= floats ? at + piece : 0;
  }
  return double(piece * int64_t(sizeof(float)) * passes) / best;
}

/// "32768K" of the operating system's list, or 0.
static int64_t sizeIn(const std::string &folder) {
  std::ifstream file(folder + "/size");
  int64_t size = 0;
  char unit = 0;
  file >> size >> unit;
  return unit == 'K' ? size << 10 : unit == 'M' ? size << 20 : size;
}

/// From the list of the first core's caches; the C library's figures are for several cores on some machines.
std::array<int64_t, 3> cacheSizes() {
  std::array<int64_t, 3> sizes = {};
  for (int index = 0; index < 8; ++index) {
    const std::string folder = "/sys/devices/system/cpu/cpu0/cache/index" + std::to_string(index);
    std::ifstream levelFile(folder + "/level"), typeFile(folder + "/type");
    int level = 0;
    std::string type;
    levelFile >> level;
    typeFile >> type;
    if (level >= 1 && level <= 3 && type != "Instruction")
      sizes[size_t(level - 1)] = sizeIn(folder);
  }
  return sizes;
}

} // namespace evenstride::driver
