// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The program that runs kernels under an emulator. Standard input is a socket. A request: six numbers (kernel, its
// three of scratch memory, how many buffers, how many pointers); for each buffer its floats, its fence and its content;
// for each pointer its buffer and its offset in bytes. An answer: what the kernel returned, the length of a complaint
// and the complaint, and the content of the buffer that the last pointer points into. Numbers are of 64 bits.
#include "layers/support/GuardedBuffer.h"
#include "layers/support/KernelCall.h"

#include <cstdlib>
#include <cstring>
#include <vector>

#include <unistd.h>

using namespace evenstride::layertest;

extern "C" void *const kernelTable[]; // written by EmulatedKernels.cpp

namespace {

/// False at the end of the input.
bool get(void *data, size_t bytes) {
  auto *to = static_cast<std::byte *>(data);
  while (bytes > 0) {
    const ssize_t got = read(STDIN_FILENO, to, bytes);
    if (got <= 0)
      return false;
    to += got, bytes -= static_cast<size_t>(got);
  }
  return true;
}

void put(const void *data, size_t bytes) {
  const auto *from = static_cast<const std::byte *>(data);
  while (bytes > 0) {
    const ssize_t written = write(STDIN_FILENO, from, bytes);
    if (written <= 0)
      std::exit(1);
    from += written, bytes -= static_cast<size_t>(written);
  }
}

struct Request {
  int64_t kernel, scratchBytes, scratchSlots, sharedBytes, buffers, pointers;
};
struct Place {
  int64_t buffer, offset;
};

void answer(const Request &request) {
  std::vector<GuardedBuffer> buffers;
  for (int64_t i = 0; i < request.buffers; ++i) {
    int64_t numbers[2] = {};
    get(numbers, sizeof numbers);
    buffers.emplace_back(numbers[0], static_cast<Fence>(numbers[1]));
    get(buffers.back().floats().data(), buffers.back().floats().size_bytes());
  }
  std::vector<float *> pointers;
  Place place = {};
  for (int64_t i = 0; i < request.pointers; ++i) {
    get(&place, sizeof place);
    auto *begin = reinterpret_cast<std::byte *>(buffers[place.buffer].floats().data());
    pointers.push_back(reinterpret_cast<float *>(begin + place.offset));
  }
  const int64_t output = place.buffer; // of the last pointer
  for (int64_t i = 0; i < request.buffers; ++i)
    if (i != output)
      buffers[i].makeReadOnly();
  Promised promised{{request.scratchBytes, request.scratchSlots, request.sharedBytes}};
  constexpr size_t page = 4096;
  const size_t bytes = (static_cast<size_t>(promised.scratch.allBytes()) / page + 1) * page;
  promised.memory = static_cast<std::byte *>(std::aligned_alloc(page, bytes));
  std::memset(promised.memory, 0xff, bytes); // NaN, so that a kernel shows what it reads before it writes
  const int status = callKernel(kernelTable[request.kernel], pointers, promised);
  std::free(promised.memory);
  const int64_t numbers[2] = {status, static_cast<int64_t>(promised.fault.size())};
  put(numbers, sizeof numbers);
  put(promised.fault.data(), promised.fault.size());
  put(buffers[output].floats().data(), buffers[output].floats().size_bytes());
}

} // namespace

int main() {
  for (Request request; get(&request, sizeof request);)
    answer(request);
  return 0;
}
