// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "layers/support/GuardedBuffer.h"

#include <sys/mman.h>
#include <unistd.h>

#include <new>
#include <utility>

namespace evenstride::layertest {

namespace {
size_t pageSize() { return static_cast<size_t>(sysconf(_SC_PAGESIZE)); }
} // namespace

GuardedBuffer::GuardedBuffer(size_t floats, Fence fence) : place(fence) {
  const size_t page = pageSize(), bytes = floats * sizeof(float);
  const size_t apart = fence == Fence::Apart ? sizeof(float) : 0;
  const size_t inner = (bytes + apart + page - 1) / page * page;
  mapped = inner + 2 * page;
  void *memory = mmap(nullptr, mapped, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    throw std::bad_alloc();
  pages = static_cast<std::byte *>(memory);
  mprotect(pages + page, inner, PROT_READ | PROT_WRITE);
  std::byte *first = pages + page + (fence == Fence::After ? inner - bytes : apart);
  contents = {reinterpret_cast<float *>(first), floats};
}

GuardedBuffer::GuardedBuffer(GuardedBuffer &&other) noexcept
    : pages(std::exchange(other.pages, nullptr)), mapped(other.mapped), contents(other.contents), place(other.place) {}

GuardedBuffer::~GuardedBuffer() {
  if (pages)
    munmap(pages, mapped);
}

void GuardedBuffer::makeReadOnly() { mprotect(pages + pageSize(), mapped - 2 * pageSize(), PROT_READ); }

} // namespace evenstride::layertest
