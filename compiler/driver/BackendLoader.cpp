// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// dlopen of the back half, which stays loaded to the end of the process.
#include "driver/BackendLoader.h"
#include "driver/Process.h"
#include "driver/Report.h"
#include "driver/Version.h"

#include <fmt/format.h>

#include <dlfcn.h>
#include <sys/stat.h>

namespace evenstride::driver {

using diagnostics::Code;

static std::string backendPath() { return installPrefix() + "/lib/evenstride/libevenstride_backend.so"; }

const emit::Backend *loadBackend(diagnostics::Sink &sink) {
  std::string path = backendPath();
  void *library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  auto entry =
      library ? reinterpret_cast<decltype(&evenstride_backend)>(dlsym(library, "evenstride_backend")) : nullptr;
  if (entry)
    return entry();
  auto diagnostic = fault(Code::E0008, "this installation can check models but not compile them");
  const char *why = dlerror();
  diagnostic.notes.push_back(why ? why : fmt::format("`{}` is another version's", path));
  sink.report(std::move(diagnostic));
  return nullptr;
}

std::string compilerIdentity() {
  struct stat status = {};
  stat(backendPath().c_str(), &status);
  return fmt::format("{} {} {}.{:09}", version, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

} // namespace evenstride::driver
