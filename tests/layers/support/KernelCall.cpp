// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "layers/support/KernelCall.h"

#include <HalideRuntime.h>

#include <cstdlib>
#include <utility>
#include <vector>

namespace evenstride::layertest {

namespace {

// One argument list for every number of buffers.
template <size_t> using Buffer = halide_buffer_t *;
template <size_t... i> int call(void *entry, halide_buffer_t *buffers, Promised &promised, std::index_sequence<i...>) {
  auto function = reinterpret_cast<int (*)(void *, Buffer<i>...)>(entry);
  return function(&promised, &buffers[i]...);
}

} // namespace

int callKernel(void *entry, std::span<float *const> pointers, Promised &promised) {
  std::vector<halide_buffer_t> buffers(pointers.size()); // all zero but the pointers: kernels read nothing else
  for (size_t i = 0; i < pointers.size(); ++i)
    buffers[i].host = reinterpret_cast<uint8_t *>(pointers[i]);
  switch (buffers.size()) {
  case 2:
    return call(entry, buffers.data(), promised, std::make_index_sequence<2>());
  case 3:
    return call(entry, buffers.data(), promised, std::make_index_sequence<3>());
  case 4:
    return call(entry, buffers.data(), promised, std::make_index_sequence<4>());
  case 5:
    return call(entry, buffers.data(), promised, std::make_index_sequence<5>());
  case 6:
    return call(entry, buffers.data(), promised, std::make_index_sequence<6>());
  case 7:
    return call(entry, buffers.data(), promised, std::make_index_sequence<7>());
  default:
    promised.fault = "a kernel of " + std::to_string(buffers.size()) + " buffers";
    return -1;
  }
}

} // namespace evenstride::layertest

// Tasks run last to first, so that an order between them would show; memory is given as far as it was promised.
using evenstride::layertest::Promised;

extern "C" {
int halide_do_par_for(void *context, int (*task)(void *, int, uint8_t *), int first, int count, uint8_t *closure) {
  for (int i = first + count; i-- > first;)
    if (int status = task(context, i, closure))
      return status;
  return 0;
}
void *halide_malloc(void *context, size_t bytes) {
  auto *promised = static_cast<Promised *>(context);
  const auto &scratch = promised->scratch;
  for (int64_t slot = 0; slot <= scratch.slots; ++slot) {
    const int64_t offers = slot < scratch.slots ? scratch.bytes : scratch.sharedBytes;
    if (promised->busy[slot] || static_cast<int64_t>(bytes) > offers)
      continue;
    promised->busy[slot] = true;
    return promised->memory + slot * scratch.slotBytes();
  }
  promised->fault = "a kernel asks for more of its scratch memory than it promised: " + std::to_string(bytes);
  return std::malloc(bytes); // never freed: the test has failed
}
void halide_free(void *context, void *memory) {
  auto *promised = static_cast<Promised *>(context);
  if (!promised->fault.empty())
    return;
  promised->busy[(static_cast<std::byte *>(memory) - promised->memory) / promised->scratch.slotBytes()] = false;
}
void halide_error(void *context, const char *message) { static_cast<Promised *>(context)->fault = message; }
}
