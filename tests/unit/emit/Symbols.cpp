// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The symbol tables of whole libraries: names within their prefixes, no writable data, nothing needed but libc and
// libm.
#include "CompiledText.h"
#include "Process.h"
#include "RunPromises.h"
#include "TemporaryFolder.h"

#include <doctest/doctest.h>

#include <set>
#include <sstream>

using namespace evenstride;
using test::CompiledText, test::runCommand;

namespace {

const char *const text = R"(network symbols(x: f32[8, 9, 9]) {
    return y: (x -> conv(24, 3x3) @conv1 -> tanh -> max_pool(3x3, stride: 2) -> softmax)
})";

/// Checks libsymbols.a and gives the names that it defines.
std::set<std::string> checkSymbols(const std::filesystem::path &folder, const std::string &nm = NM) {
  const auto listed = runCommand(folder, nm + " --format=posix libsymbols.a");
  REQUIRE(listed.status == 0);
  const std::set<std::string> libc = {
      "aligned_alloc", "clock_gettime", "close", "free",   "fstat",  "madvise",    "memcmp", "memcpy",
      "memmove",       "memset",        "mmap",  "munmap", "open",   "sigfillset", "strcmp", "_GLOBAL_OFFSET_TABLE_",
      "expf",          "tanhf",         "logf",  "powf",   "floorf", "ceilf"};
  std::istringstream lines(listed.output);
  std::set<std::string> defined;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string name, letter;
    if (!(words >> name >> letter) || letter.size() != 1)
      continue;
    const bool ours = name.starts_with("symbols_") || name.starts_with("evenstride_");
    if (letter == "U")
      CHECK_MESSAGE((ours || name.starts_with("pthread_") || libc.count(name)), "needs " << name);
    else if (std::isupper(letter[0]))
      CHECK_MESSAGE(ours, "defines " << name);
    CHECK_MESSAGE((letter != "B" && letter != "b" && letter != "C"), "writable: " << name);
    if (letter != "U")
      defined.insert(name);
  }
  // The only data is the descriptor, which holds addresses and is read-only once those are known.
  const auto sections = runCommand(folder, "ar x libsymbols.a && readelf -SW *.o | grep -E ' \\.(data|bss|tdata|tbss|"
                                           "init_array|ctors)' | grep -v -E ' \\.data\\.rel\\.ro|\\.(data|bss) +[A-Z]+ "
                                           "+0+ [0-9a-f]+ 0+ '");
  CHECK_MESSAGE(sections.output.empty(), sections.output);
  CHECK(defined.count("symbols_network") == 1);
  CHECK(defined.count("evenstride_run") == 1);
  return defined;
}

} // namespace

TEST_CASE("the archive's symbols stay within their prefixes, libc and libm") {
  test::TemporaryFolder folder;
  CompiledText network(text);
  network.build();
  network.write(folder.path);
  CHECK(checkSymbols(folder.path).count("symbols_run_image") == 1);
}

TEST_CASE("so do those of an archive for several targets") {
  test::TemporaryFolder folder;
  CompiledText network(text);
  network.build([](emit::BackendRequest &request) {
    request.targets.clear();
    for (const char *name : {"x86-64-sse41", "x86-64-avx2", "x86-64-avx512"})
      request.targets.push_back(support::findTarget(name));
  });
  network.write(folder.path);
  const std::set<std::string> defined = checkSymbols(folder.path);
  for (const char *target : {"x86-64-sse41", "x86-64-avx2", "x86-64-avx512"})
    CHECK(defined.count("symbols_run_image." + std::string(target)) == 1);
}

TEST_CASE("so do those of an archive for another kind of processor") {
  const support::Target &target = *support::findTarget("aarch64-neon");
  const auto toolchain = test::toolchainFor(target);
  if (!toolchain) {
    MESSAGE("skipped: the tools for " << target.name << " are not installed");
    return;
  }
  test::TemporaryFolder folder;
  CompiledText network(text);
  network.build([&](emit::BackendRequest &request) { request.targets = {&target}; });
  network.write(folder.path);
  CHECK(checkSymbols(folder.path, toolchain->nm).count("symbols_run_image") == 1);
}
