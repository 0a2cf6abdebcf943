// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "layers/support/KernelObjects.h"

#include "kernels/Kernels.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <thread>

namespace evenstride::layertest {

namespace {

std::filesystem::path temporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "evenstride-kernels-XXXXXX").string();
  REQUIRE(mkdtemp(name.data()));
  return name;
}

} // namespace

KernelObjects::KernelObjects(std::span<const kernels::KernelSpec> specs)
    : folder(temporaryFolder()), schedules(specs.size()), scratch(specs.size()) {
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
}

KernelObjects::~KernelObjects() { std::filesystem::remove_all(folder); }

void mustRun(const std::string &command) {
  INFO(command);
  REQUIRE(std::system(command.c_str()) == 0);
}

} // namespace evenstride::layertest
