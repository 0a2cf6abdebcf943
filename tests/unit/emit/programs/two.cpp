// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Two networks in one program, through their C++ headers: they share a pool, run at the same time, and move.
#include "first.hpp"
#include "second.hpp"

#include <array>
#include <cstdio>
#include <thread>

using evenstride::first, evenstride::second;

template <typename Network, std::size_t In, std::size_t Out> float sumOfRuns(Network net, evenstride_pool *pool) {
  std::array<float, In> in;
  in.fill(0.5f);
  std::array<float, Out> out = {};
  Network pooled({.arena = {}, .weights = {}, .pool = pool});
  float sum = 0;
  for (int i = 0; i < 50; ++i) {
    net.run(in, out);
    const std::array<float, Out> alone = out;
    pooled.run(in, out);
    if (alone != out)
      return -1;
    sum += out[0];
  }
  return sum;
}

int main() {
  evenstride::pool pool(2);
  first one;
  first moved = std::move(one);
  float a = -1, b = -1;
  std::thread other(
      [&] { a = sumOfRuns<first, first::input_x::size, first::output_y::size>(std::move(moved), pool.get()); });
  b = sumOfRuns<second, second::input_x::size, second::output_y::size>(second(), pool.get());
  other.join();

  bool refused = false;
  std::array<float, first::input_x::size + first::output_y::size> shared = {};
  try {
    first().run(std::span(shared).first<first::input_x::size>(), std::span(shared).first<first::output_y::size>());
  } catch (const std::system_error &error) {
    refused = error.code().message().starts_with("EVENSTRIDE_ERROR_OVERLAP: ");
  }
  std::printf("%g %g %d\n", a, b, refused);
  return a != -1 && b != -1 && refused ? 0 : 1;
}
