// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "driver/Findings.h"

#include "driver/BackendLoader.h"
#include "driver/Files.h"
#include "driver/Fingerprint.h"

#include <fmt/format.h>

#include <array>
#include <cstring>
#include <fstream>
#include <string_view>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace evenstride::driver {

constexpr const char *fileName = "/finding.txt";

/// "AMD EPYC 9B14": what tells machines apart on which other things may be fastest.
static std::string processorName() {
#if defined(__x86_64__)
  constexpr unsigned firstLeaf = 0x80000002, lastLeaf = 0x80000004; // 16 bytes of the name each
  std::array<char, 48> name = {};
  for (unsigned leaf = firstLeaf; leaf <= lastLeaf; ++leaf) {
    std::array<unsigned, 4> registers = {};
    if (__get_cpuid(leaf, &registers[0], &registers[1], &registers[2], &registers[3]))
      std::memcpy(&name[(leaf - firstLeaf) * sizeof registers], registers.data(), sizeof registers);
  }
  return std::string(name.data(), strnlen(name.data(), name.size()));
#else
  std::ifstream list("/proc/cpuinfo");
  std::string text;
  for (std::string line; std::getline(list, line);)
    if (line.starts_with("CPU part") || line.starts_with("CPU implementer"))
      text += line;
  return text;
#endif
}

Findings::Findings(Cache cache, int threads)
    : cache(std::move(cache)),
      circumstances(fmt::format("{}, {} threads, {}", processorName(), threads, compilerIdentity())) {}

std::string Findings::keyOf(const std::string &subject) const {
  return Fingerprint().add("finding").add(circumstances).add(subject).hex();
}

std::optional<std::string> Findings::find(const std::string &subject) const {
  auto folder = cache.find(keyOf(subject));
  diagnostics::Sink quiet; // what cannot be read is measured again
  return folder ? readText(*folder + fileName, quiet) : std::nullopt;
}

void Findings::keep(const std::string &subject, const std::string &finding) const {
  auto folder = cache.begin();
  if (!folder)
    return;
  std::ofstream(*folder + fileName) << finding;
  cache.publish(*folder, keyOf(subject));
}

} // namespace evenstride::driver
