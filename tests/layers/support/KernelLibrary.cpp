// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "layers/support/KernelLibrary.h"

#include "kernels/Kernels.h"

#include <HalideRuntime.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <mutex>
#include <thread>

#include <dlfcn.h>

namespace evenstride::layertest {

namespace {

std::filesystem::path temporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "evenstride-kernels-XXXXXX").string();
  REQUIRE(mkdtemp(name.data()));
  return name;
}

std::string symbolOf(size_t index) { return "kernel_" + std::to_string(index); }

// The user context of a running kernel: what it promised of its scratch, where that is, and what it holds of it.
struct Promised {
  Scratch scratch;
  std::byte *slots = nullptr;
  std::array<bool, 8> busy = {};
};

int64_t slotBytes(const Scratch &scratch) { return (scratch.bytes + 127) / 64 * 64; }
// All slots, and the shared one behind them.
int64_t allBytes(const Scratch &scratch) { return slotBytes(scratch) * scratch.slots + scratch.sharedBytes; }

// One argument list for every number of buffers.
template <size_t> using Buffer = halide_buffer_t *;
template <size_t... i> int call(void *entry, halide_buffer_t *buffers, Promised &promised, std::index_sequence<i...>) {
  auto function = reinterpret_cast<int (*)(void *, Buffer<i>...)>(entry);
  return function(&promised, &buffers[i]...);
}

} // namespace

KernelLibrary::KernelLibrary(std::span<const kernels::KernelSpec> specs)
    : folder(temporaryFolder()), schedules(specs.size()), scratch(specs.size()), slots(nullptr, std::free) {
  std::atomic<size_t> next = 0;
  std::mutex mutex;
  std::string faults;
  auto work = [&] {
    for (size_t i = next++; i < specs.size(); i = next++) {
      auto result = kernels::compileKernel(specs[i], symbolOf(i));
      if (const auto *object = std::get_if<kernels::KernelObject>(&result)) {
        std::ofstream file(folder / (symbolOf(i) + ".o"), std::ios::binary);
        file.write(object->bytes.data(), static_cast<std::streamsize>(object->bytes.size()));
        schedules[i] = object->schedule;
        // Like in the runtime never smaller than a slot: what is shared may have taken one.
        scratch[i] = {object->scratchBytes, object->scratchSlots,
                      object->sharedScratchBytes ? std::max(object->sharedScratchBytes, object->scratchBytes) : 0};
      } else {
        std::lock_guard lock(mutex);
        faults += kernels::describe(specs[i]) + "\n  " + std::get<kernels::KernelError>(result).message + "\n";
      }
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < std::max(2u, std::thread::hardware_concurrency()); ++i)
    threads.emplace_back(work);
  work();
  for (std::thread &thread : threads)
    thread.join();
  INFO(faults);
  REQUIRE(faults.empty());
  link();
  int64_t most = 0;
  for (const Scratch &one : scratch)
    most = std::max(most, allBytes(one));
  constexpr size_t page = 4096;
  slots.reset(static_cast<std::byte *>(std::aligned_alloc(page, (static_cast<size_t>(most) / page + 1) * page)));
  for (size_t i = 0; i < specs.size(); ++i)
    REQUIRE(entries.emplace_back(dlsym(handle, symbolOf(i).c_str())));
}

void KernelLibrary::link() {
  const std::string library = (folder / "kernels.so").string();
  const std::string command = "cc -shared -o '" + library + "' '" + folder.string() + "'/*.o -lm";
  REQUIRE(std::system(command.c_str()) == 0);
  handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  INFO(dlerror());
  REQUIRE(handle);
}

KernelLibrary::~KernelLibrary() {
  if (handle)
    dlclose(handle);
  std::filesystem::remove_all(folder);
}

void KernelLibrary::spoilScratch(size_t index) const {
  std::memset(slots.get(), 0xff, static_cast<size_t>(allBytes(scratch[index])));
}

int KernelLibrary::run(size_t index, std::span<float *const> pointers) const {
  std::vector<halide_buffer_t> buffers(pointers.size()); // all zero but the pointers: kernels read nothing else
  for (size_t i = 0; i < pointers.size(); ++i)
    buffers[i].host = reinterpret_cast<uint8_t *>(pointers[i]);
  void *entry = entries[index];
  Promised promised{scratch[index], slots.get()};
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
    FAIL("a kernel of " << buffers.size() << " buffers");
    return -1;
  }
}

} // namespace evenstride::layertest

// Halide's services, as the kernels of these tests may use them: tasks run last to first, so that an order between them
// would show; memory is given as far as it was promised.
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
  const evenstride::layertest::Scratch &scratch = promised->scratch;
  for (int slot = 0; slot <= scratch.slots; ++slot) {
    const int64_t offers = slot < scratch.slots ? scratch.bytes : scratch.sharedBytes;
    if (promised->busy[slot] || static_cast<int64_t>(bytes) > offers)
      continue;
    promised->busy[slot] = true;
    return promised->slots + slot * evenstride::layertest::slotBytes(scratch);
  }
  FAIL("a kernel asks for more of its scratch memory than it promised: " << bytes);
  return nullptr;
}
void halide_free(void *context, void *memory) {
  auto *promised = static_cast<Promised *>(context);
  promised->busy[(static_cast<std::byte *>(memory) - promised->slots) /
                 evenstride::layertest::slotBytes(promised->scratch)] = false;
}
void halide_error(void *, const char *message) { FAIL(message); }
}
