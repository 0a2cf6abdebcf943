// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "layers/support/KernelLibrary.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include <dlfcn.h>

namespace evenstride::layertest {

KernelLibrary::KernelLibrary(std::span<const kernels::KernelSpec> specs) : objects(specs), slots(nullptr, std::free) {
  link();
  int64_t most = 0;
  for (const Scratch &one : objects.scratch)
    most = std::max(most, one.allBytes());
  constexpr size_t page = 4096;
  slots.reset(static_cast<std::byte *>(std::aligned_alloc(page, (static_cast<size_t>(most) / page + 1) * page)));
  for (size_t i = 0; i < specs.size(); ++i)
    REQUIRE(entries.emplace_back(dlsym(handle, KernelObjects::symbolOf(i).c_str())));
}

void KernelLibrary::link() {
  const std::string library = (objects.folder / "kernels.so").string();
  mustRun("cc -shared -o '" + library + "' '" + objects.folder.string() + "'/*.o -lm");
  handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  INFO(dlerror());
  REQUIRE(handle);
}

KernelLibrary::~KernelLibrary() {
  if (handle)
    dlclose(handle);
}

void KernelLibrary::spoilScratch(size_t index) const {
  std::memset(slots.get(), 0xff, static_cast<size_t>(objects.scratch[index].allBytes()));
}

int KernelLibrary::run(size_t index, std::span<float *const> pointers) const {
  Promised promised{objects.scratch[index], slots.get()};
  const int status = callKernel(entries[index], pointers, promised);
  INFO(promised.fault);
  REQUIRE(promised.fault.empty());
  return status;
}

} // namespace evenstride::layertest
