// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Many kernels for another kind of processor, linked into a program of their own that runs under an emulator; and a
// call of one of them there.
#pragma once

#include "layers/support/GuardedBuffer.h"
#include "layers/support/KernelObjects.h"

namespace evenstride::layertest {

class EmulatedKernels {
public:
  /// Whether the tools for the target are there and the variable EVENSTRIDE_EMULATE asks for it.
  static bool canRun(const support::Target &target);

  /// Compiles and starts; a failure ends the test.
  explicit EmulatedKernels(std::span<const kernels::KernelSpec> specs);
  ~EmulatedKernels();
  EmulatedKernels(const EmulatedKernels &) = delete;

  /// Calls kernel `index` on copies of the buffers, between fences of their own and read-only but for the one that the
  /// last pointer points into, which is copied back. The pointers point into the buffers.
  int run(size_t index, std::span<const GuardedBuffer> buffers, std::span<float *const> pointers);
  const std::string &schedule(size_t index) const { return objects.schedules[index]; }

private:
  void start(const std::string &program);
  void send(const void *data, size_t bytes);
  void sendNumbers(std::initializer_list<int64_t> numbers);
  void receive(void *data, size_t bytes);

  KernelObjects objects;
  int connection = -1;
  int process = -1;
};

} // namespace evenstride::layertest
