// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The runtime's archive is part of the back half itself, so that one archive is all that a user links. Two networks in
// one program share the runtime of the first: linkers take a member only for symbols that are still missing.
#include "emit/Archive.h"

#include "llvm/Object/Archive.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Support/MemoryBuffer.h"

// The runtimes are archives of the build: EVENSTRIDE_RUNTIME_X86_64, EVENSTRIDE_RUNTIME_AARCH64 are their paths, as far
// as there was a compiler for them.
#define EMBED(name, path)                                                                                              \
  __asm__(".section .rodata\n.balign 16\n" name ":\n.incbin \"" path "\"\n" name "_end:\n.previous\n")
#define EMBEDDED(name) extern "C" __attribute__((visibility("hidden"))) const char name[], name##_end[]
#if defined(EVENSTRIDE_RUNTIME_X86_64)
EMBED("evenstride_runtime_x86_64", EVENSTRIDE_RUNTIME_X86_64);
EMBEDDED(evenstride_runtime_x86_64);
#endif
#if defined(EVENSTRIDE_RUNTIME_AARCH64)
EMBED("evenstride_runtime_aarch64", EVENSTRIDE_RUNTIME_AARCH64);
EMBEDDED(evenstride_runtime_aarch64);
#endif

namespace evenstride::emit {

namespace {

/// The archive of the runtime for the target's kind of processor; empty where this build has none.
llvm::StringRef runtimeOf(const support::Target &target) {
  const std::string_view architecture = target.triple.substr(0, target.triple.find('-'));
#if defined(EVENSTRIDE_RUNTIME_X86_64)
  if (architecture == "x86_64")
    return {evenstride_runtime_x86_64, size_t(evenstride_runtime_x86_64_end - evenstride_runtime_x86_64)};
#endif
#if defined(EVENSTRIDE_RUNTIME_AARCH64)
  if (architecture == "aarch64")
    return {evenstride_runtime_aarch64, size_t(evenstride_runtime_aarch64_end - evenstride_runtime_aarch64)};
#endif
  return {};
}

llvm::Error addRuntime(const llvm::object::Archive &runtime, std::vector<llvm::NewArchiveMember> &members) {
  llvm::Error error = llvm::Error::success();
  for (const llvm::object::Archive::Child &child : runtime.children(error)) {
    auto member = llvm::NewArchiveMember::getOldMember(child, /*Deterministic=*/true);
    if (!member)
      return llvm::joinErrors(std::move(error), member.takeError());
    members.push_back(std::move(*member));
  }
  return error;
}

} // namespace

llvm::Error checkRuntime(const support::Target &target) {
  if (!runtimeOf(target).empty())
    return llvm::Error::success();
  return llvm::createStringError("this installation of Evenstride has no runtime for `" + std::string(target.name) +
                                 "`, because no compiler for that kind of processor was there when it was built");
}

llvm::Expected<std::vector<char>> writeArchive(const std::vector<Member> &members, const support::Target &target) {
  std::vector<llvm::NewArchiveMember> all;
  for (const Member &member : members)
    all.emplace_back(llvm::MemoryBufferRef({member.bytes.data(), member.bytes.size()}, member.name));
  auto runtime = llvm::object::Archive::create(llvm::MemoryBufferRef(runtimeOf(target), "runtime"));
  if (!runtime)
    return runtime.takeError();
  if (llvm::Error error = addRuntime(**runtime, all))
    return error;
  auto buffer = llvm::writeArchiveToBuffer(all, llvm::SymtabWritingMode::NormalSymtab, llvm::object::Archive::K_GNU,
                                           /*Deterministic=*/true, /*Thin=*/false);
  if (!buffer)
    return buffer.takeError();
  return std::vector<char>((*buffer)->getBufferStart(), (*buffer)->getBufferEnd());
}

} // namespace evenstride::emit
