// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs the code for each target that the library holds and this machine runs: all must compute the same, nearly.
#include "small.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>

using Net = evenstride::small;

static std::array<float, Net::output_output::size> resultOf(const char *target) {
  Net net({.arena = {}, .weights = {}, .pool = nullptr, .target = target});
  if (target && net.target() != target)
    std::exit(1);
  std::printf("%s: %zu bytes of arena\n", net.target().data(), Net::arena_bytes(target));
  std::array<float, Net::input_image::size> image;
  for (std::size_t i = 0; i < image.size(); ++i)
    image[i] = float(i % 17) / 16;
  std::array<float, Net::output_output::size> result;
  net.run(image, result);
  return result;
}

int main() {
  const auto best = resultOf(nullptr);
  int ran = 0;
  for (const char *target : {"x86-64-sse41", "x86-64-avx2", "x86-64-avx512"}) {
    if (Net::arena_bytes(target) == 0)
      continue; // not on this machine
    const auto result = resultOf(target);
    for (std::size_t i = 0; i < result.size(); ++i)
      if (!(std::abs(result[i] - best[i]) <= 1e-5f * (1 + std::abs(best[i]))))
        return 1;
    ++ran;
  }
  return ran > 0 ? 0 : 1;
}
