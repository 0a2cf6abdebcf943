// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Gaussian noise that is the same on every machine and in train_denoise.py.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

namespace examples {

/// Numbers from the normal distribution: SplitMix64 and the cosine half of Box-Muller.
class Gaussian {
public:
  explicit Gaussian(uint64_t seed) : state(seed) {}

  double next() {
    double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }

private:
  /// Between 0 and 1, never either of them.
  double uniform() {
    state += 0x9E3779B97F4A7C15;
    uint64_t mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
    mixed ^= mixed >> 31;
    return (static_cast<double>(mixed >> 11) + 0.5) * 0x1p-53;
  }

  uint64_t state;
};

/// One pixel's noise for a sigma of 25/255, in multiples of 2^-16: the last bits of `log` and `cos` differ between
/// libraries, and this rounds them away.
inline float pixelNoise(Gaussian &gaussian) {
  constexpr double sigma = 25.0 / 255;
  return static_cast<float>(std::floor(gaussian.next() * sigma * 65536 + 0.5) / 65536);
}

} // namespace examples
