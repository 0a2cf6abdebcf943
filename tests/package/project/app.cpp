// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs a compiled network through its C++ header.
#include "small.hpp"

#include <array>
#include <cstdio>

int main() {
  using Net = evenstride::small;
  static_assert(Net::input_image::size == 1 * 16 * 16);
  static_assert(Net::output_output::size == 4 * 6 * 6);

  Net net;
  std::array<float, Net::input_image::size> image;
  std::array<float, Net::output_output::size> result;
  image.fill(0.5f);
  net.run(image, result);

  float sum = 0;
  for (float value : result)
    sum += value;
  std::printf("sum %g\n", static_cast<double>(sum));
  return sum > 0 ? 0 : 1;
}
