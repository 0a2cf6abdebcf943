// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Memory that ends, or begins, where the process may not go: touching one float too many is a fault.
#pragma once

#include <cstddef>
#include <span>

namespace evenstride::layertest {

/// Apart is Before, but for one float between the fence and the buffer: memory aligned to floats alone.
enum class Fence { Before, After, Apart };

class GuardedBuffer {
public:
  GuardedBuffer(size_t floats, Fence fence);
  ~GuardedBuffer();
  GuardedBuffer(GuardedBuffer &&other) noexcept;
  GuardedBuffer(const GuardedBuffer &) = delete;

  std::span<float> floats() const { return contents; }
  Fence fence() const { return place; }
  void makeReadOnly();

private:
  std::byte *pages = nullptr;
  size_t mapped = 0;
  std::span<float> contents;
  Fence place;
};

} // namespace evenstride::layertest
