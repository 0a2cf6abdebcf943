// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A call of a compiled kernel, with Halide's services as the kernels of these tests may use them. Part of the tests
// themselves and of the program that runs kernels under an emulator, so free of doctest.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace evenstride::layertest {

/// What a kernel promised to ask for at most: see kernels::KernelObject.
struct Scratch {
  int64_t bytes = 0;
  int64_t slots = 0;
  int64_t sharedBytes = 0;

  int64_t slotBytes() const { return (bytes + 127) / 64 * 64; }
  /// All slots, and the shared one behind them.
  int64_t allBytes() const { return slotBytes() * slots + sharedBytes; }
};

/// The user context of a running kernel: what it promised of its scratch, where that is, and what it holds of it.
struct Promised {
  Scratch scratch;
  std::byte *memory = nullptr;
  std::array<bool, 8> busy = {};
  std::string fault = {}; // what it did against its promises
};

/// Calls a kernel on its buffers, in the order of the contract; gives what it returns.
int callKernel(void *entry, std::span<float *const> pointers, Promised &promised);

} // namespace evenstride::layertest
